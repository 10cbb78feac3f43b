/**
 * What all of HTTP shares: the endpoints, the id of a request, the two ends of its connection, the forms of an error.
 */
@NullMarked
package io.github.claudecliproxy.http;

import org.jspecify.annotations.NullMarked;
