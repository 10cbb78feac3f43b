/**
 * One way to read and write JSON.
 *
 * <p>A leaf of its own, because {@code messages} and {@code cli} do not know each other and must still agree to the
 * digit on what a number is.
 */
@NullMarked
package io.github.claudecliproxy.json;

import org.jspecify.annotations.NullMarked;
