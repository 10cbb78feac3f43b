/** What the http rooms share: endpoints, request ids, the two ends of a connection, the forms of an error. */
@NullMarked
package io.github.claudecliproxy.http;

import org.jspecify.annotations.NullMarked;
