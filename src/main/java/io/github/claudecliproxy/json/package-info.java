/**
 * Reading and writing JSON. {@code messages} and {@code cli} do not know each other, and must treat every number alike.
 */
@NullMarked
package io.github.claudecliproxy.json;

import org.jspecify.annotations.NullMarked;
