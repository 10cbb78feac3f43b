package io.github.claudecliproxy.faults;

import java.util.List;

/**
 * One conversation to have with the proxy.
 *
 * @param number its place in the round, for messages
 * @param form how the client asks, in all turns
 * @param manner what the client does with the answer of the last turn; it reads those before
 * @param turns what the CLI does in each turn; all but the last are answered whole
 * @param killed whether the idle process of the conversation is killed before the last turn
 * @param patienceMs when a client hangs up that goes soon, and the timeout of a {@code /chat} that would never end
 */
record Scenario(int number, Form form, Manner manner, List<Fault> turns, boolean killed, int patienceMs) {
    Scenario {
        turns = List.copyOf(turns);
    }

    boolean hasTools() {
        return turns.contains(Fault.TOOL);
    }

    Fault last() {
        return turns.get(turns.size() - 1);
    }
}
