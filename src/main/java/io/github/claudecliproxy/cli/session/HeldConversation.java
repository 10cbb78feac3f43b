package io.github.claudecliproxy.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The conversation that a CLI has in its memory, message by message, and from where on it can be told differently. The CLI
 * can go back to before any line that we have sent as a user's message and that brought no tool's result.
 *
 * <p>For one thread at a time, as the session is.
 */
final class HeldConversation {
    private final List<Entry> entries = new ArrayList<>();
    private Set<String> openCalls = Set.of();
    private boolean whole = true;
    private String lastLine = "";

    /**
     * A message that the CLI has.
     *
     * @param digest its identity
     * @param line the uuid of the line that it was told with; empty when it was no line of a user's
     * @param target whether the CLI can go back to before it
     */
    private record Entry(String digest, String line, boolean target) {}

    /** How much of a conversation is here. {@code resultsFit}: whether the question answers exactly the open calls. */
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
        return cut < 0 ? Fit.BLANK : new Fit(cut, true, false);
    }

    /** The line to go back to for this many messages to be left. */
    String target(int kept) {
        return entries.get(kept).line();
    }

    /** The last line that was sent as a user's message; the CLI wants to know that we know of it. */
    String lastLine() {
        return lastLine;
    }

    /** The CLI has gone back. */
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

    /** A line was sent that is no message. */
    void sent(String line) {
        lastLine = line;
        whole = false;
    }

    void answered(String digest, Set<String> calls) {
        told(digest, "", false);
        openCalls = Set.copyOf(calls);
    }

    /** Their results are told. */
    void callsAnswered() {
        openCalls = Set.of();
    }

    Set<String> openCalls() {
        return openCalls;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many messages are left when the CLI goes back to before the last line that it can; empty when there is none. */
    Optional<Integer> beforeLastTarget() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).target()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
