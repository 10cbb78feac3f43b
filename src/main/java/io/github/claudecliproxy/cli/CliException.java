package io.github.claudecliproxy.cli;

/** The CLI could not be used. The message may be sent to the client, and says what to do where something can be done. */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String message;
    private final String summary;

    public CliException(Kind kind, String message) {
        this(kind, message, "");
    }

    /**
     * A failure with the CLI's own words about it.
     *
     * @param said its words: for the client, but not for the log, because they may quote anything
     */
    public CliException(Kind kind, String summary, String said) {
        super(summary);
        this.kind = kind;
        this.message = said.isEmpty() ? summary : summary + ": " + said;
        this.summary = summary;
    }

    /**
     * No usable CLI.
     *
     * @param message for clients, without paths
     * @param summary for the operator, with the files that were found
     */
    public static CliException unavailable(String message, String summary) {
        return new CliException(message, summary);
    }

    private CliException(String message, String summary) {
        super(summary);
        this.kind = Kind.UNAVAILABLE;
        this.message = message;
        this.summary = summary;
    }

    public CliException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
        this.summary = message;
    }

    /** For the operator and the log: without the CLI's words, and with the files that it is about. */
    public String summary() {
        return summary;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong. */
    public enum Kind {
        /** No usable CLI: none found, not executable, or too old. A retry does not help. */
        UNAVAILABLE,
        /** The operating system refused to start it. */
        NOT_STARTED,
        /** It ended before it had answered. */
        EXITED,
        /** It did not answer in time. */
        UNRESPONSIVE,
        /** It broke the protocol, so nobody knows what it does next. */
        ODD,
        /** The turn was cancelled while it waited for the CLI. */
        CANCELLED
    }
}
