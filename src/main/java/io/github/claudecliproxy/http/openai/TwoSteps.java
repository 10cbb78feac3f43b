package io.github.claudecliproxy.http.openai;

import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Work that is followed by other work. A cancel stops the step that runs, and the second one if it is submitted later.
 * Thread-safe.
 */
final class TwoSteps implements Cancellable {
    private @Nullable Cancellable running;
    private boolean second;
    private @Nullable CancelReason cancelled;

    /** Registers the first step. It may be over already, and the second registered before it. */
    void first(Cancellable work) {
        start(work, false);
    }

    /** Registers the second step; the first is let go. */
    void second(Cancellable work) {
        start(work, true);
    }

    private void start(Cancellable work, boolean isSecond) {
        CancelReason reason;
        synchronized (this) {
            if (isSecond || !second) {
                running = work;
            }
            second |= isSecond;
            reason = cancelled;
        }
        if (reason != null) {
            work.cancel(reason);
        }
    }

    @Override
    public void cancel(CancelReason reason) {
        Cancellable now;
        synchronized (this) {
            cancelled = cancelled == null ? reason : cancelled;
            now = running;
        }
        if (now != null) {
            now.cancel(reason);
        }
    }
}
