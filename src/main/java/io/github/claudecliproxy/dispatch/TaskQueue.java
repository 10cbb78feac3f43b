package io.github.claudecliproxy.dispatch;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queued submissions, by priority, group and arrival. Which priority is served next follows from the first of each
 * priority, raised by their time in the queue; ageing is computed only then, and the others need no look, because the
 * first of a priority has been queued longest. Within that priority the groups take turns, see {@link Shares}, so that many
 * submissions of one group do not delay those of another; but only one that has aged goes before more urgent ones. Not
 * thread-safe.
 */
final class TaskQueue {
    private static final List<Priority> MOST_URGENT_FIRST = List.of(Priority.values());

    private final long agingNanos;
    private final Map<Priority, Map<String, NavigableSet<Submission>>> byPriority = new EnumMap<>(Priority.class);
    private final Shares shares = new Shares();
    private int size;

    /**
     * An empty queue.
     *
     * @param aging after this time a submission counts as one priority higher, after twice as long as two; zero for never
     */
    TaskQueue(Duration aging) {
        this.agingNanos = aging.toNanos();
        for (Priority priority : Priority.values()) {
            byPriority.put(priority, new HashMap<>());
        }
    }

    void add(Submission submission) {
        of(submission.priority())
                .computeIfAbsent(submission.group(), group -> new TreeSet<>(Submission.ARRIVAL))
                .add(submission);
        shares.queued(submission.group());
        size++;
    }

    /** Removes a submission; false if it was not there. */
    boolean remove(Submission submission) {
        Map<String, NavigableSet<Submission>> groups = of(submission.priority());
        NavigableSet<Submission> group = groups.get(submission.group());
        if (group == null || !group.remove(submission)) {
            return false;
        }
        if (group.isEmpty()) {
            groups.remove(submission.group());
        }
        shares.unqueued(submission.group());
        size--;
        return true;
    }

    int size() {
        return size;
    }

    int size(Priority priority) {
        return (int) all(priority).count();
    }

    /** A submission that was not queued begins to run. */
    void begun(Submission submission) {
        shares.begun(submission.group());
    }

    /** A submission that ran has ended. */
    void ended(Submission submission) {
        shares.ended(submission.group());
    }

    /** Removes the next, which begins to run. */
    @Nullable
    Submission poll() {
        Submission oldest = null;
        for (Priority priority : MOST_URGENT_FIRST) {
            Optional<Submission> first = firsts(priority).min(Submission.ARRIVAL);
            if (first.isPresent() && (oldest == null || isBefore(first.orElseThrow(), oldest))) {
                oldest = first.orElseThrow();
            }
        }
        if (oldest == null) {
            return null;
        }
        Submission fair = firsts(oldest.priority())
                .min(Comparator.comparing(Submission::group, shares).thenComparing(Submission.ARRIVAL))
                .orElseThrow();
        Submission next = overtakes(fair) ? oldest : fair;
        begin(next);
        return next;
    }

    /** Whether it would go before more urgent ones, which only those may that have aged. */
    private boolean overtakes(Submission fair) {
        return MOST_URGENT_FIRST.stream()
                .filter(priority -> priority != fair.priority())
                .flatMap(this::firsts)
                .anyMatch(first -> rank(first) < rank(fair));
    }

    private void begin(Submission next) {
        shares.begun(next.group());
        remove(next);
    }

    /** Removes the next of those that do not wait out pauses, by priority and arrival; it begins to run. */
    @Nullable
    Submission pollUnheld() {
        Submission next = MOST_URGENT_FIRST.stream()
                .flatMap(
                        priority -> all(priority)
                                .filter(submission -> !submission.task.waitsOutPauses())
                                .min(Submission.ARRIVAL)
                                .stream())
                .findFirst()
                .orElse(null);
        if (next != null) {
            begin(next);
        }
        return next;
    }

    /** Removes and returns those that wait out pauses and whose deadline comes before the end of one of this length. */
    List<Submission> takeExpiringIn(Duration pause) {
        List<Submission> expiring = all().filter(
                        submission -> submission.task.waitsOutPauses() && submission.expiresIn(pause))
                .toList();
        expiring.forEach(this::remove);
        return expiring;
    }

    /** A pause of this length is over; nobody ages in it. */
    void discount(Duration pause) {
        all().forEach(submission -> submission.discount(pause));
    }

    /** Removes and returns all. */
    List<Submission> clear() {
        List<Submission> all = all().toList();
        all.forEach(this::remove);
        return all;
    }

    private Stream<Submission> all() {
        return MOST_URGENT_FIRST.stream().flatMap(this::all);
    }

    private Stream<Submission> all(Priority priority) {
        return of(priority).values().stream().flatMap(Collection::stream);
    }

    /** The first of each group. */
    private Stream<Submission> firsts(Priority priority) {
        return of(priority).values().stream().map(NavigableSet::first);
    }

    private boolean isBefore(Submission one, Submission other) {
        int byRank = Long.compare(rank(one), rank(other));
        return byRank < 0 || (byRank == 0 && Submission.ARRIVAL.compare(one, other) < 0);
    }

    /** 0 for the most urgent. */
    private long rank(Submission submission) {
        long raised = agingNanos == 0 ? 0 : submission.aged().toNanos() / agingNanos;
        return Math.max(0, MOST_URGENT_FIRST.indexOf(submission.priority()) - raised);
    }

    private Map<String, NavigableSet<Submission>> of(Priority priority) {
        return Objects.requireNonNull(byPriority.get(priority));
    }
}
