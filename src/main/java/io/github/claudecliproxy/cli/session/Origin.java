package io.github.claudecliproxy.cli.session;

/** How a session came to its turn. */
public enum Origin {
    /** It had the conversation up to the question. */
    CONTINUED,
    /** It had the conversation's beginning. */
    BRANCHED,
    /** Its process ran before, and had nothing of the conversation. */
    WARM,
    /** Its process was started for this turn. */
    COLD;

    /** How a session that ran already comes to a turn that fits it so. */
    public static Origin of(Fit fit) {
        if (fit.exact()) {
            return CONTINUED;
        }
        return fit.kept() > 0 ? BRANCHED : WARM;
    }
}
