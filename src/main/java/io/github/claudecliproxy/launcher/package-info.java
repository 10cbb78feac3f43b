/**
 * The program: its command line, its own Tomcat and what hardens that, the doctor.
 */
@NullMarked
package io.github.claudecliproxy.launcher;

import org.jspecify.annotations.NullMarked;
