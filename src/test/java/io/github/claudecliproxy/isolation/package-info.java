/** Random conversations of many callers over few processes: no conversation may contain a word of another. */
package io.github.claudecliproxy.isolation;
