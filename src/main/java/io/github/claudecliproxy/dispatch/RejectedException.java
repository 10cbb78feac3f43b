package io.github.claudecliproxy.dispatch;

/** A task was rejected; none of its methods is called. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RejectedException(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why it was rejected. */
    public enum Reason {
        QUEUE_FULL,
        /** The executor pauses for longer than the task may be queued. */
        PAUSED,
        DRAINING
    }
}
