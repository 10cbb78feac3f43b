/** The program: its command line, the embedded Tomcat with its hardening, the doctor. */
@NullMarked
package io.github.claudecliproxy.launcher;

import org.jspecify.annotations.NullMarked;
