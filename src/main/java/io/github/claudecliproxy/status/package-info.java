/** What goes on now and in the last hour, for the page: bounded in number, and without anything of a prompt or answer. */
@NullMarked
package io.github.claudecliproxy.status;

import org.jspecify.annotations.NullMarked;
