package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A session for the time of one turn. For the turn's thread. */
public final class SessionLease implements AutoCloseable {
    private final CliSession session;
    private final SessionSpec spec;
    private final Optional<Conversation> conversation;
    private final ParkedSessions parked;
    private boolean left;

    /**
     * Leases a session.
     *
     * @param before the conversation up to the question, if the session may be parked
     */
    SessionLease(CliSession session, SessionSpec spec, Optional<Conversation> before, ParkedSessions parked) {
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
        // now, as nobody waits for us until the API answers
        conversation.ifPresent(told -> told.add("user", spec.question().path("content")));
    }

    /** Whether the session can stay with its conversation after the turn. */
    public boolean parks() {
        return conversation.isPresent();
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
        Conversation told = conversation.orElseThrow();
        told.add("assistant", answer);
        ParkedSession waiting = new ParkedSession(told.id(), toolUses, session);
        left = true;
        parked.add(waiting);
    }

    /** Ends the process and waits until it is gone, unless the session was parked. */
    @Override
    public void close() {
        if (!left) {
            session.close();
        }
    }
}
