/** The promises of .github/SECURITY.md: who is let in, with what, and what nobody can reach or see. */
@NullMarked
package io.github.claudecliproxy.it.security;

import org.jspecify.annotations.NullMarked;
