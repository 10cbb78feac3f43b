package io.github.claudecliproxy.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why turns are not sent to the API for now.
 *
 * @param window the type of the window that is used up, or empty
 * @param resetsAt when it begins anew, or null if that was not said
 * @param askAgain when turns are sent again, at the latest at the reset
 * @param spared whether turns could go on at extra cost
 */
public record PlanLimit(String window, @Nullable Instant resetsAt, Instant askAgain, boolean spared) {

    boolean isOver(Instant now) {
        return !now.isBefore(askAgain);
    }

    /** The time until the reset, or until turns are sent again where the reset is not known; not negative. */
    public Duration left(Instant now) {
        Duration left = Duration.between(now, resetsAt == null ? askAgain : resetsAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What the client is told. */
    public String message() {
        String what = window.isEmpty() ? "" : " (" + window + ")";
        String until = resetsAt == null ? "" : " until " + resetsAt;
        return spared
                ? "The plan of this server's claude login" + what + " is used up" + until
                        + ", and CLAUDE_PROXY_PLAN_ONLY keeps turns from costing more"
                : "The limit of the plan of this server's claude login" + what + " is reached" + until;
    }
}
