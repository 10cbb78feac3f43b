/**
 * One request and its one answer, from the first byte of the body to the last byte of the answer. Requests wait as
 * {@link jakarta.ws.rs.container.AsyncResponse}, never on a container thread.
 */
@NullMarked
package io.github.claudecliproxy.http.exchange;

import org.jspecify.annotations.NullMarked;
