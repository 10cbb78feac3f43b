package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.session.Origin;
import java.time.Duration;

/** Counts what happens to sessions. Called on the threads of turns and of the pool, so it must be quick. */
public interface SessionCounts {
    /** A turn has leased a session. */
    void leased(Origin how);

    /** A process has booted. */
    void booted(Duration took);
}
