package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.session.Session;
import java.time.Duration;

/**
 * A session that nobody has leased.
 *
 * @param sinceNanos when it came here
 */
record IdleSession(Session session, long sinceNanos) {
    /** After this time a client that has come back before is not waited for more than any other. */
    private static final Duration SOON = Duration.ofSeconds(60);

    boolean empty() {
        return session.blank();
    }

    boolean idleFor(Duration time, long nowNanos) {
        return nowNanos - sinceNanos >= time.toNanos();
    }

    /** Whether its conversation is likely to go on soon, so that it should be kept if that is possible. */
    boolean precious(long nowNanos) {
        return !empty() && session.expectsMore() && !idleFor(SOON, nowNanos);
    }
}
