/** Reads and checks requests. Errors name the field and what to do. */
@NullMarked
package io.github.claudecliproxy.messages.request;

import org.jspecify.annotations.NullMarked;
