/** Random conversations of many callers over few processes: none may learn a word of another's. */
package io.github.claudecliproxy.isolation;
