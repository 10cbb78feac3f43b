package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;

/**
 * A session that nobody has leased.
 *
 * @param idle since it was given back
 */
record IdleSession(Session session, Stopwatch idle) {
    /** In this time a program comes back for its conversation, if it ever does. */
    private static final Duration A_PROGRAM = Duration.ofSeconds(2);

    /** In this time any client may come back for its conversation. */
    private static final Duration ANY_CLIENT = Duration.ofSeconds(5);

    /** And in this one that has come back before, or has tools to run. */
    private static final Duration RETURNING_CLIENT = Duration.ofSeconds(60);

    boolean empty() {
        return session.blank();
    }

    boolean idleFor(Duration time) {
        return idle.reached(time);
    }

    /** Whether its conversation is so likely to go on that another process should rather be started. */
    boolean precious() {
        return !empty() && session.expectsMore() && !idleFor(RETURNING_CLIENT);
    }

    /** Whether its conversation is one that a program would have come back for by now. */
    boolean left() {
        return !empty() && idleFor(A_PROGRAM) && !precious();
    }

    /** Whether its conversation can be let go without a second thought. */
    boolean spareable() {
        return !empty() && idleFor(ANY_CLIENT) && !precious();
    }
}
