package io.github.claudecliproxy.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queued submissions, by priority and arrival. Ageing is computed only when a permit is free: then the first of
 * each priority are compared, raised by their time in the queue. The others need no look, because the first of a
 * priority has been queued longest. Not thread-safe.
 */
final class WaitingLine {
    private static final List<Priority> MOST_URGENT_FIRST = List.of(Priority.values());

    private final long agingNanos;
    private final Map<Priority, NavigableSet<Submission>> lines = new EnumMap<>(Priority.class);

    /**
     * An empty queue.
     *
     * @param aging after this time a submission counts as one priority higher, after twice as long as two; zero for never
     */
    WaitingLine(Duration aging) {
        this.agingNanos = aging.toNanos();
        for (Priority priority : Priority.values()) {
            lines.put(priority, new TreeSet<>(Submission.ARRIVAL));
        }
    }

    void add(Submission submission) {
        of(submission.priority()).add(submission);
    }

    /** Removes a submission; false if it was not there. */
    boolean remove(Submission submission) {
        return of(submission.priority()).remove(submission);
    }

    int size() {
        return lines.values().stream().mapToInt(NavigableSet::size).sum();
    }

    /** Removes the next: of the most urgent the first to arrive. */
    @Nullable
    Submission poll() {
        Submission next = null;
        for (NavigableSet<Submission> line : lines.values()) {
            if (!line.isEmpty() && (next == null || isBefore(line.first(), next))) {
                next = line.first();
            }
        }
        if (next != null) {
            remove(next);
        }
        return next;
    }

    /** Removes and returns all. */
    List<Submission> clear() {
        List<Submission> all = new ArrayList<>();
        lines.values().forEach(line -> {
            all.addAll(line);
            line.clear();
        });
        return all;
    }

    private boolean isBefore(Submission one, Submission other) {
        int byUrgency = Long.compare(urgency(one), urgency(other));
        return byUrgency < 0 || (byUrgency == 0 && Submission.ARRIVAL.compare(one, other) < 0);
    }

    /** Its urgency now; 0 is the most urgent. */
    private long urgency(Submission submission) {
        long risen = agingNanos == 0 ? 0 : submission.waited().toNanos() / agingNanos;
        return Math.max(0, MOST_URGENT_FIRST.indexOf(submission.priority()) - risen);
    }

    private NavigableSet<Submission> of(Priority priority) {
        return Objects.requireNonNull(lines.get(priority));
    }
}
