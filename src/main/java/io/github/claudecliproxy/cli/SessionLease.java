package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** A session for the time of one turn. For the turn's thread. */
public final class SessionLease implements AutoCloseable {
    private final CliSession session;
    private final SessionSpec spec;
    private final Conversation conversation;
    private final ParkedSessions parked;
    private boolean left;

    SessionLease(CliSession session, SessionSpec spec, Conversation before, ParkedSessions parked) {
        this.session = session;
        this.spec = spec;
        this.conversation = before;
        this.parked = parked;
    }

    public CliSession session() {
        return session;
    }

    /**
     * Asks the question.
     *
     * @throws CliException when the process ends or stays silent
     */
    public void ask() throws CliException, InterruptedException {
        session.ask(spec);
        if (parks()) { // now, as nobody waits for us but the API's answer does not come at once
            conversation.add("user", spec.question().path("content"));
        }
    }

    /** Whether the session can stay with its conversation after the turn. */
    public boolean parks() {
        return spec.parks() && parked.enabled();
    }

    /**
     * Leaves the session with its conversation for the next turn; from here on it belongs to whoever takes it.
     *
     * @param answer the content blocks of the answer, as the client has them
     */
    public void park(JsonNode answer) {
        Set<String> toolUses = new LinkedHashSet<>();
        for (JsonNode block : answer) {
            if ("tool_use".equals(block.path("type").textValue())) {
                toolUses.add(block.path("id").asText(""));
            }
        }
        try {
            session.rest(!toolUses.isEmpty());
        } catch (CliException ended) {
            return; // closed like any other
        }
        left = true;
        conversation.add("assistant", answer);
        parked.add(new ParkedSession(conversation.id(), toolUses, session));
    }

    /** Ends the process and waits until it is gone, unless the session was parked. */
    @Override
    public void close() {
        if (!left) {
            session.close();
        }
    }
}
