/** Who gets which session: one that holds the conversation, else one that can be emptied for it, else a new one. */
@NullMarked
package io.github.claudecliproxy.cli.pool;

import org.jspecify.annotations.NullMarked;
