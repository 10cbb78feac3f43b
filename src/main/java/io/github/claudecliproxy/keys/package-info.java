/**
 * The keys that callers bring, and their limits: the file that has them, and what each key may use and has used. It knows
 * neither HTTP nor the CLI.
 */
@NullMarked
package io.github.claudecliproxy.keys;

import org.jspecify.annotations.NullMarked;
