/** Requests and answers of the Messages API and of {@code /chat}: what the model is told and what the client gets. */
@NullMarked
package io.github.claudecliproxy.it.messages;

import org.jspecify.annotations.NullMarked;
