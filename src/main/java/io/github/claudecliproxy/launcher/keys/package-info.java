/** {@code keys add}, {@code keys list} and {@code keys remove}: the keys file from the command line. */
@NullMarked
package io.github.claudecliproxy.launcher.keys;

import org.jspecify.annotations.NullMarked;
