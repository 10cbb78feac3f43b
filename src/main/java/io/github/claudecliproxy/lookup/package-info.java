/** Questions to the CLI itself: which models there are, how many tokens a conversation has. */
@NullMarked
package io.github.claudecliproxy.lookup;

import org.jspecify.annotations.NullMarked;
