package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;

/**
 * An idle session.
 *
 * @param idle since it was given back
 */
record IdleSession(Session session, Stopwatch idle) {
    /** A program that continues its conversation does so within this time. */
    private static final Duration A_PROGRAM = Duration.ofSeconds(2);

    /** Any client may continue its conversation within this time. */
    private static final Duration ANY_CLIENT = Duration.ofSeconds(5);

    /** A client that has come back before, or has tools to run, may continue within this time. */
    private static final Duration RETURNING_CLIENT = Duration.ofSeconds(60);

    boolean isEmpty() {
        return session.isEmpty();
    }

    boolean idleFor(Duration time) {
        return idle.reached(time);
    }

    /** Whether its conversation is so likely to go on that starting another process is better than losing it. */
    boolean precious() {
        return !isEmpty() && session.expectsMore() && !idleFor(RETURNING_CLIENT);
    }

    /** Whether a program would have come back for the conversation by now. */
    boolean left() {
        return !isEmpty() && idleFor(A_PROGRAM) && !precious();
    }

    /** Whether its conversation may be evicted although no other session keeps it. */
    boolean spareable() {
        return !isEmpty() && idleFor(ANY_CLIENT) && !precious();
    }
}
