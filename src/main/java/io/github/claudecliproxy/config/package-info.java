/**
 * Every setting: name, default, bounds and meaning in one table, and its reader.
 *
 * <p>The only place that reads the environment. Each room gets an immutable record of what it needs.
 */
@NullMarked
package io.github.claudecliproxy.config;

import org.jspecify.annotations.NullMarked;
