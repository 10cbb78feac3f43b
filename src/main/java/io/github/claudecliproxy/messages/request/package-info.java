/** Requests, read and checked: everything that the API would refuse is refused here, with the field and the fix. */
@NullMarked
package io.github.claudecliproxy.messages.request;

import org.jspecify.annotations.NullMarked;
