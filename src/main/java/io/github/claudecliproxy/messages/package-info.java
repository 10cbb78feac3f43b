/**
 * The data of the Messages API: messages, events, errors. No I/O, no threads.
 *
 * <p>Content blocks stay JSON trees, so that new fields and block types pass through without a change here. Only what the
 * proxy acts on has a type.
 */
@NullMarked
package io.github.claudecliproxy.messages;

import org.jspecify.annotations.NullMarked;
