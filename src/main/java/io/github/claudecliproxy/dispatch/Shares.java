package io.github.claudecliproxy.dispatch;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose turn it is: of two groups the one with fewer running tasks comes first, then the one whose last task began earlier.
 * A group is remembered while it has tasks. One that comes anew, or again, stands before the one that began last and behind
 * the others; else groups that ask for one thing after the other would always come before one that has many queued. Not
 * thread-safe.
 */
final class Shares implements Comparator<String> {
    private static final Comparator<Share> FEWEST_FIRST =
            Comparator.<Share>comparingInt(share -> share.running).thenComparingLong(share -> share.lastBegun);

    private final Map<String, Share> byGroup = new HashMap<>();
    private long begins;

    private static final class Share {
        private int queued;
        private int running;
        private long lastBegun;

        Share(long lastBegun) {
            this.lastBegun = lastBegun;
        }
    }

    void queued(String group) {
        of(group).queued++;
    }

    void unqueued(String group) {
        of(group).queued--;
        forgetIfIdle(group);
    }

    void begun(String group) {
        Share share = of(group);
        share.running++;
        share.lastBegun = ++begins;
    }

    void ended(String group) {
        of(group).running--;
        forgetIfIdle(group);
    }

    @Override
    public int compare(String one, String other) {
        return FEWEST_FIRST.compare(of(one), of(other));
    }

    private Share of(String group) {
        return byGroup.computeIfAbsent(group, unused -> new Share(begins - 1));
    }

    private void forgetIfIdle(String group) {
        Share share = of(group);
        if (share.queued == 0 && share.running == 0) {
            byGroup.remove(group);
        }
    }
}
