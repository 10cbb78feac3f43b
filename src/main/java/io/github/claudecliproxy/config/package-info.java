/**
 * Every setting of the product: name, default, bounds and meaning in one table, and one reader of them.
 *
 * <p>The only place that looks at the environment. The rooms get immutable records of what concerns them.
 */
@NullMarked
package io.github.claudecliproxy.config;

import org.jspecify.annotations.NullMarked;
