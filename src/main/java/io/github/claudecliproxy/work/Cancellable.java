package io.github.claudecliproxy.work;

/** What goes on for a client until it ends by itself or is cancelled. */
@FunctionalInterface
public interface Cancellable {
    /** Makes it end soon; once it has ended this does nothing. From any thread. */
    void cancel(CancelReason reason);
}
