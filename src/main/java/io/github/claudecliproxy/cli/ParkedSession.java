package io.github.claudecliproxy.cli;

import java.util.Set;

/**
 * A session between two turns of its conversation.
 *
 * @param conversation the {@link Conversation}, its last answer included
 * @param toolUses the ids of the tool uses whose results it waits for; empty when it waits for any question
 */
record ParkedSession(String conversation, Set<String> toolUses, CliSession session) {

    /** Whether it can go on with the question, which comes after exactly this conversation. */
    boolean takes(SessionSpec spec) {
        return session.process().isAlive()
                && (toolUses.isEmpty()
                        || ToolResults.of(spec.question())
                                .filter(results -> results.keySet().equals(toolUses))
                                .isPresent());
    }
}
