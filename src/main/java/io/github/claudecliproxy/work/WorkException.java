package io.github.claudecliproxy.work;

import io.github.claudecliproxy.messages.ApiError;

/** Why work failed. */
public final class WorkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;
    private final Outcome outcome;
    private final String logEvent;
    private final String reason;
    private final boolean credentialRefused;

    public WorkException(ApiError error, Outcome outcome, String logEvent) {
        this(error, outcome, logEvent, "");
    }

    /**
     * A failure with a reason for the log.
     *
     * @param reason the reason for the operator, fit for the log; empty when the status says it all
     */
    public WorkException(ApiError error, Outcome outcome, String logEvent, String reason) {
        this(error, outcome, logEvent, reason, false);
    }

    private WorkException(ApiError error, Outcome outcome, String logEvent, String reason, boolean credentialRefused) {
        super(error.message(), null, false, false);
        this.error = error;
        this.outcome = outcome;
        this.logEvent = logEvent;
        this.reason = reason;
        this.credentialRefused = credentialRefused;
    }

    /** The CLI has no credential, or the API refuses it: until that is mended, other turns fail too. */
    WorkException forItsCredential() {
        return new WorkException(error, outcome, logEvent, reason, true);
    }

    boolean credentialRefused() {
        return credentialRefused;
    }

    /** What the client is told. */
    public ApiError error() {
        return error;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The name of its log event. */
    public String logEvent() {
        return logEvent;
    }

    public String reason() {
        return reason;
    }
}
