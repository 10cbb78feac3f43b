package io.github.claudecliproxy.faults;

import java.util.List;
import java.util.Map;

/**
 * A part of the storm, with a server of its own.
 *
 * @param kind how the server is set and what else may be answered
 * @param seed of its scenarios
 * @param requests how many to send
 */
record Round(Kind kind, long seed, int requests) {

    /** Settings of a server, and the endings that any request may have there instead of that of its fault. */
    @SuppressWarnings("ImmutableEnumChecker") // its maps and lists are the JDK's immutable ones
    enum Kind {
        /** Long timeouts, and a large queue. */
        STEADY(24, 1, false, Map.of(), List.of()),
        /** No process lives longer than its turn. */
        LEAN(24, 1, false, Map.of("CLAUDE_PROXY_IDLE_MS", "0"), List.of()),
        /** The timeout of turns is shorter than some answers take. */
        SHORT(
                24,
                3,
                true,
                Map.of("MESSAGES_TIMEOUT_MS", "400", "DEFAULT_TIMEOUT_MS", "400"),
                List.of(Ending.TOO_LONG, Ending.TOO_LONG_LATER)),
        /** Many more clients than turns that may run. */
        CROWDED(
                40,
                1,
                false,
                Map.of("MAX_CONCURRENT", "2", "MAX_QUEUE_DEPTH", "8", "QUEUE_TIMEOUT_MS", "60"),
                List.of(Ending.QUEUE_FULL, Ending.WAITED_TOO_LONG)),
        /** The server is stopped in the middle. */
        STOPPED(
                24,
                1,
                true,
                Map.of("MESSAGES_TIMEOUT_MS", "3000", "DEFAULT_TIMEOUT_MS", "3000"),
                List.of(Ending.STOPPING, Ending.STOPPING_LATER, Ending.TOO_LONG, Ending.TOO_LONG_LATER));

        private final int clients;
        private final int moreEndless;
        private final boolean shortTurns;
        private final Map<String, String> settings;
        private final List<Ending> mayEnd;

        Kind(int clients, int moreEndless, boolean shortTurns, Map<String, String> settings, List<Ending> mayEnd) {
            this.clients = clients;
            this.moreEndless = moreEndless;
            this.shortTurns = shortTurns;
            this.settings = settings;
            this.mayEnd = mayEnd;
        }

        /** How many clients ask at once. */
        int clients() {
            return clients;
        }

        /** Factor on the weight of faults without an end. */
        int moreEndless() {
            return moreEndless;
        }

        /** Whether the server's own deadlines end what would never end. */
        boolean shortTurns() {
            return shortTurns;
        }

        Map<String, String> settings() {
            return settings;
        }

        List<Ending> mayEnd() {
            return mayEnd;
        }
    }
}
