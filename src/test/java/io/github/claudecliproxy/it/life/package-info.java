/** Starting, queueing, clients that leave, draining and stopping. */
@NullMarked
package io.github.claudecliproxy.it.life;

import org.jspecify.annotations.NullMarked;
