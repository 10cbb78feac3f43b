package io.github.claudecliproxy.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that a CLI holds, and those to which it can be rewound: the CLI can go back to before any user line of ours
 * that carried no tool result. For one thread at a time, as the session is.
 */
final class HeldConversation {
    private final List<Entry> entries = new ArrayList<>();
    private Set<String> openCalls = Set.of();
    private boolean whole = true;
    private String lastLine = "";

    /**
     * A message that the CLI holds.
     *
     * @param digest its identity
     * @param line the uuid of the user line that told it; empty for an answer, or for results of held calls
     * @param target whether the CLI can go back to before it
     */
    private record Entry(String digest, String line, boolean target) {}

    /** @param resultsFit whether the question answers exactly the open calls */
    Fit fit(List<String> wanted, boolean resultsFit) {
        int common = 0;
        while (common < Math.min(entries.size(), wanted.size())
                && entries.get(common).digest().equals(wanted.get(common))) {
            common++;
        }
        boolean all = common == entries.size() && common < wanted.size();
        if (all && whole && (openCalls.isEmpty() || resultsFit)) {
            return new Fit(common, false, common > 0 && common == wanted.size() - 1);
        }
        int cut = Math.min(Math.min(common, entries.size() - 1), wanted.size() - 1);
        while (cut > 0 && !entries.get(cut).target()) {
            cut--;
        }
        return cut < 0 ? Fit.EMPTY : new Fit(cut, true, false);
    }

    /** The line to rewind to, so that this many messages are kept. */
    String target(int kept) {
        return entries.get(kept).line();
    }

    /** The last user line that was sent: the CLI only goes back for a host that knows of it. */
    String lastLine() {
        return lastLine;
    }

    void rewound(int kept) {
        entries.subList(kept, entries.size()).clear();
        openCalls = Set.of();
        whole = true;
    }

    void told(String digest, String line, boolean target) {
        entries.add(new Entry(digest, line, target));
        if (!line.isEmpty()) {
            lastLine = line;
        }
    }

    /** A user line was sent that is no message, so the history here is not the whole one. */
    void sent(String line) {
        lastLine = line;
        whole = false;
    }

    void answered(String digest, Set<String> calls) {
        told(digest, "", false);
        openCalls = Set.copyOf(calls);
    }

    void callsAnswered() {
        openCalls = Set.of();
    }

    Set<String> openCalls() {
        return openCalls;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many messages a rewind to the last possible line keeps; empty when there is no such line. */
    Optional<Integer> beforeLastTarget() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).target()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
