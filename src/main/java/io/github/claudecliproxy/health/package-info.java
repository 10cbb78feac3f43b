/** Whether this server can do its work. */
@NullMarked
package io.github.claudecliproxy.health;

import org.jspecify.annotations.NullMarked;
