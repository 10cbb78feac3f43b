package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The events of an answer of several blocks, as the API streams them. */
public final class ScriptedAnswer {
    private final List<ObjectNode> events = new ArrayList<>();
    private int blocks;

    public ScriptedAnswer() {
        ObjectNode start = Events.messageStart("claude-sonnet-5");
        start.withObject("/message").put("id", "msg_" + UUID.randomUUID()); // the CLI joins answers of the same id
        events.add(start);
    }

    public ScriptedAnswer text(String text) {
        return block(Events.textBlockStart(), List.of(Events.text(text)));
    }

    public ScriptedAnswer thinking(String thought, String signature) {
        return block(
                Events.thinkingStart(),
                List.of(Events.delta("thinking", thought), Events.delta("signature", signature)));
    }

    /** A call of a tool, its input in these pieces. */
    public ScriptedAnswer toolUse(String id, String name, List<String> pieces) {
        return block(
                Events.toolUseStart(id, name),
                pieces.stream().map(Events::inputJson).toList());
    }

    public List<ObjectNode> end(String stopReason) {
        events.add(Events.messageDelta(stopReason));
        events.add(Events.messageStop());
        return List.copyOf(events);
    }

    private ScriptedAnswer block(ObjectNode start, List<ObjectNode> deltas) {
        events.add(start.put("index", blocks));
        deltas.forEach(delta -> events.add(delta.put("index", blocks)));
        events.add(Events.blockStop().put("index", blocks));
        blocks++;
        return this;
    }
}
