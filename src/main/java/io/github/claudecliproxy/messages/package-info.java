/**
 * Wire data of the Messages API and of {@code /chat}: requests, the events of an answer, errors. Pure: no I/O, no
 * threads.
 *
 * <p>Content blocks stay open JSON trees: a field or block type that we do not know travels as it is, so that a new one
 * needs no release of ours. Only what we act on has a type.
 */
@NullMarked
package io.github.claudecliproxy.messages;

import org.jspecify.annotations.NullMarked;
