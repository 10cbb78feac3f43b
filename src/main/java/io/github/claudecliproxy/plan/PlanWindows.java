package io.github.claudecliproxy.plan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The windows of the plan, each as it was last told, and what follows when one is used up: for one that counts all models
 * the queue pauses; for one of a single model only that model's turns are refused. Thread-safe.
 *
 * <p>Resets are instants of the API's clock, so this compares them with the wall clock; what waits is told a duration.
 */
public final class PlanWindows {
    /** More than the API has: a bound for what it may invent. */
    private static final int MOST_TYPES = 16;

    private static final int MOST_MODELS = 50;

    /** Its reset is that of what may be spent beyond the plan, not of the plan. */
    private static final String OVERAGE = "overage";

    /** After this time the API is asked again although the reset has not come: a plan may be changed, or reset for all. */
    static final Duration ASK_AGAIN = Duration.ofMinutes(15);

    /** Longer than any window of the plan: a bound where turns that cost extra must not try. */
    static final Duration LONGEST_WINDOW = Duration.ofDays(32);

    /** Resets are told in whole seconds, and by another clock than ours. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final boolean planOnly;
    private final Clock clock;
    private final Consumer<Duration> pause;
    private final PlanLog log = new PlanLog();

    @GuardedBy("this")
    private final Map<String, PlanWindow> windows = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, PlanLimit> ofModels = new LinkedHashMap<>();

    @GuardedBy("this")
    private @Nullable PlanLimit ofAll;

    /**
     * Windows of which nothing is known yet.
     *
     * @param planOnly whether turns wait when the plan is used up, even if the API would take them at extra cost
     * @param pause is told how long no turn is to be sent; must be quick
     */
    public PlanWindows(boolean planOnly, Clock clock, Consumer<Duration> pause) {
        this.planOnly = planOnly;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * The API has told of windows with an answer.
     *
     * @param model the model that was asked, as the CLI was started for it; empty for its default
     * @param decisive the window that has decided whether the API answers
     * @param others the other windows that were told; one that is used up does not make the API refuse
     */
    public void heard(String model, PlanWindow decisive, List<PlanWindow> others) {
        Instant now = clock.instant();
        Optional<PlanLimit> paused;
        synchronized (this) {
            others.forEach(this::note);
            note(decisive);
            paused = closing(decisive, others)
                    .filter(window -> !window.isOver(now))
                    .map(window -> limit(window, now))
                    .max(Comparator.comparing(PlanLimit::askAgain));
            if (paused.isPresent()) {
                PlanLimit known = ofAll;
                PlanLimit told = paused.orElseThrow();
                if (known == null || known.isOver(now) || told.askAgain().isAfter(known.askAgain())) {
                    ofAll = told; // the pause is never made shorter either
                }
            } else if (closes(decisive) && !decisive.isOver(now) && ofModels.size() < MOST_MODELS) {
                ofModels.put(model, limit(decisive, now));
            }
        }
        log.told(decisive);
        others.forEach(log::told);
        paused.ifPresent(limit -> pause.accept(Duration.between(now, limit.askAgain())));
    }

    /** The windows for which no turn is to be sent. */
    private Stream<PlanWindow> closing(PlanWindow decisive, List<PlanWindow> others) {
        return Stream.concat(
                        Stream.of(decisive).filter(this::closes),
                        others.stream().filter(this::costsMore))
                .filter(PlanWindow::ofAllModels);
    }

    private boolean closes(PlanWindow decisive) {
        return decisive.refuses() || costsMore(decisive);
    }

    private boolean costsMore(PlanWindow window) {
        return planOnly && window.usedUp();
    }

    @GuardedBy("this")
    private void note(PlanWindow window) {
        if (!window.type().isEmpty() && (windows.containsKey(window.type()) || windows.size() < MOST_TYPES)) {
            windows.put(window.type(), window.after(windows.get(window.type())));
        }
    }

    private PlanLimit limit(PlanWindow window, Instant now) {
        boolean untilReset =
                planOnly && window.resetsAt() != null && !window.type().equals(OVERAGE);
        Instant last = now.plus(untilReset ? LONGEST_WINDOW : ASK_AGAIN);
        Instant reset = window.resetsAt() == null ? last : window.resetsAt().plus(SLACK);
        return new PlanLimit(
                window.type(), window.resetsAt(), reset.isBefore(last) ? reset : last, planOnly && !window.refuses());
    }

    /** The windows that are not over yet, in the order in which they were first told. */
    public synchronized List<PlanWindow> now() {
        Instant now = clock.instant();
        windows.values().removeIf(window -> window.isOver(now));
        return new ArrayList<>(windows.values());
    }

    /** Why turns of this model are not sent to the API now, while others are; empty if they are. */
    public synchronized Optional<PlanLimit> closedFor(String model) {
        Instant now = clock.instant();
        ofModels.values().removeIf(limit -> limit.isOver(now));
        return Optional.ofNullable(ofModels.get(model));
    }

    /** Why no turn is sent to the API now; empty if turns are. */
    public synchronized Optional<PlanLimit> closed() {
        if (ofAll != null && ofAll.isOver(clock.instant())) {
            ofAll = null;
        }
        return Optional.ofNullable(ofAll);
    }
}
