package io.github.claudecliproxy.cli;

/** The CLI could not be used; the message is fit for the client and names the fix where there is one. */
public final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String message;
    private final String summary;

    public CliException(Kind kind, String message) {
        this(kind, message, "");
    }

    /**
     * A failure that the CLI has said something about.
     *
     * @param said the CLI's own words, for the client but not for the log: nobody knows what is in them
     */
    public CliException(Kind kind, String summary, String said) {
        super(summary);
        this.kind = kind;
        this.message = said.isEmpty() ? summary : summary + ": " + said;
        this.summary = summary;
    }

    public CliException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
        this.summary = message;
    }

    /** The message without anything that the CLI has said. */
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
        /** No CLI that we may use: none found, not executable, or too old. Another try will not help. */
        UNAVAILABLE,
        /** The operating system refused to start it. */
        NOT_STARTED,
        /** It ended before it had answered. */
        EXITED,
        /** It did not answer in time what it must answer at once. */
        UNRESPONSIVE,
        /** It did something that it never does; nobody knows what it will do next. */
        ODD,
        /** The turn was cancelled while it waited for the CLI. */
        CANCELLED
    }
}
