package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.session.Session;
import java.time.Duration;

/**
 * A session that nobody has leased.
 *
 * @param sinceNanos when it came here
 */
record IdleSession(Session session, long sinceNanos) {
    /** In this time any client may come back, and one that has come back before, or has tools to run, in the other. */
    private static final Duration ANY_CLIENT = Duration.ofSeconds(5);

    private static final Duration RETURNING_CLIENT = Duration.ofSeconds(60);

    boolean empty() {
        return session.blank();
    }

    boolean idleFor(Duration time, long nowNanos) {
        return nowNanos - sinceNanos >= time.toNanos();
    }

    /** Whether its conversation is likely to go on soon, so that it should be kept if that is possible. */
    boolean precious(long nowNanos) {
        return !empty() && !idleFor(session.expectsMore() ? RETURNING_CLIENT : ANY_CLIENT, nowNanos);
    }
}
