/** How conversations go on, which processes serve them, and what that costs. */
@NullMarked
package io.github.claudecliproxy.it.sessions;

import org.jspecify.annotations.NullMarked;
