package io.github.claudecliproxy.cli.session;

/** What a session held when a turn leased it. */
public enum Origin {
    /** It held the conversation up to the question. */
    CONTINUED,
    /** It held the conversation's beginning. */
    BRANCHED,
    /** Its process ran already, and held nothing of the conversation. */
    WARM,
    /** Its process was started for this turn. */
    COLD;

    /** For a session whose process ran already. */
    public static Origin of(Fit fit) {
        if (fit.exact()) {
            return CONTINUED;
        }
        return fit.kept() > 0 ? BRANCHED : WARM;
    }
}
