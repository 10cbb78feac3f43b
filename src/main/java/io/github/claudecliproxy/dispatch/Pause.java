package io.github.claudecliproxy.dispatch;

import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A time in which an executor starts no task that waits out pauses. Used under the executor's lock. */
final class Pause {
    private Stopwatch begun = Stopwatch.start();
    private @Nullable Deadline end;
    private @Nullable Future<?> timer;

    /**
     * Begins the pause, or makes it longer.
     *
     * @param whenOver ends it
     */
    void until(Deadline later, Future<?> whenOver) {
        if (end == null) {
            begun = Stopwatch.start();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        end = later;
        timer = whenOver;
    }

    /** Whether there is one: until {@link #ends}, even if its time is over. */
    boolean isOn() {
        return end != null;
    }

    boolean outlasts(Duration time) {
        return left().compareTo(time) > 0;
    }

    Duration left() {
        return end == null ? Duration.ZERO : end.left();
    }

    /** Ends it if its time is over; false if there is none, or it was made longer meanwhile. */
    boolean ends() {
        if (end == null || !end.passed()) {
            return false;
        }
        end = null;
        timer = null;
        return true;
    }

    /** Its time is over now. */
    void cut() {
        if (end != null) {
            end = Deadline.after(Duration.ZERO);
        }
    }

    /** How long it has lasted. */
    Duration lasted() {
        return begun.elapsed();
    }
}
