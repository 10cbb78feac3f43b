/**
 * HTTP: filters that decide who may come in, resources that read, submit and bind, and the three forms of an answer
 * (JSON, server-sent events, error). Requests wait as {@link jakarta.ws.rs.container.AsyncResponse}, never on a
 * container thread.
 */
@NullMarked
package io.github.claudecliproxy.http;

import org.jspecify.annotations.NullMarked;
