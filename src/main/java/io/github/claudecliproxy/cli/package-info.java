/**
 * What the rooms of the CLI share: which program, of which version, with which settings, and how it fails.
 */
@NullMarked
package io.github.claudecliproxy.cli;

import org.jspecify.annotations.NullMarked;
