package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.CliSession.Origin;
import java.time.Duration;

/** What has become of sessions, counted. Called on the threads of turns and of the spares; must be quick. */
public interface SessionCounts {
    /** A turn has leased a session. */
    void leased(Origin how);

    /** A spare has booted. */
    void booted(Duration took);
}
