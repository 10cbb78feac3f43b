/**
 * What the rooms of the CLI share: the program and its version, its settings, and its failures.
 */
@NullMarked
package io.github.claudecliproxy.cli;

import org.jspecify.annotations.NullMarked;
