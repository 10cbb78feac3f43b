package io.github.claudecliproxy.work;

import io.github.claudecliproxy.messages.ApiError;

/** A turn that did not end well. */
public final class WorkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;
    private final Outcome outcome;
    private final String logEvent;
    private final String reason;

    public WorkException(ApiError error, Outcome outcome, String logEvent) {
        this(error, outcome, logEvent, "");
    }

    /**
     * A failure with a cause for the log.
     *
     * @param reason what the operator wants to know and the log may hold; empty when the status says it all
     */
    public WorkException(ApiError error, Outcome outcome, String logEvent, String reason) {
        super(error.message(), null, false, false);
        this.error = error;
        this.outcome = outcome;
        this.logEvent = logEvent;
        this.reason = reason;
    }

    /** What the client is told. */
    public ApiError error() {
        return error;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The name under which it stands in the log. */
    public String logEvent() {
        return logEvent;
    }

    public String reason() {
        return reason;
    }
}
