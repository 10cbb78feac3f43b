package io.github.claudecliproxy.cli.session;

/**
 * How much of a wanted conversation a session holds.
 *
 * @param kept how many of the conversation's messages it holds, from the first; negative when it cannot serve it at all
 * @param rewinds whether it holds other messages after these, which have to be taken back first
 * @param exact whether only the question is missing
 */
public record Fit(int kept, boolean rewinds, boolean exact) {
    /** It was started otherwise, belongs to another owner, or may serve only the conversation that it holds. */
    public static final Fit NONE = new Fit(-1, false, false);

    /** It holds no message at all. */
    public static final Fit EMPTY = new Fit(0, false, false);

    /** It holds another conversation, and has to be emptied. */
    static final Fit AFTER_REWIND = new Fit(0, true, false);

    public boolean serves() {
        return kept >= 0;
    }
}
