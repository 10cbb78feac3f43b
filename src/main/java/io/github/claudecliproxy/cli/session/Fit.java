package io.github.claudecliproxy.cli.session;

/**
 * How much of a conversation a session has already.
 *
 * @param kept how many of the conversation's messages, from the first; negative when the session cannot serve it at all
 * @param rewinds whether the session holds more than these, which has to go first
 * @param exact whether only the question is missing
 */
public record Fit(int kept, boolean rewinds, boolean exact) {
    /** Another start, another caller, or a process that serves one conversation and has another. */
    public static final Fit NONE = new Fit(-1, false, false);

    /** Nothing of it, and nothing else either. */
    public static final Fit BLANK = new Fit(0, false, false);

    public boolean serves() {
        return kept >= 0;
    }

    public boolean blank() {
        return kept == 0 && !rewinds;
    }
}
