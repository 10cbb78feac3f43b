package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** An answer of the API's, event by event. */
public record Answered(List<ObjectNode> events) {
    /** What a translation makes of its events. */
    public List<ObjectNode> through(BiFunction<MessageEvent, MessageAccumulator, List<ObjectNode>> translation) {
        MessageAccumulator gathered = new MessageAccumulator();
        List<ObjectNode> made = new ArrayList<>();
        for (ObjectNode event : events) {
            MessageEvent next = MessageEvent.of(event.deepCopy());
            gathered.add(next);
            made.addAll(translation.apply(next, gathered));
        }
        return made;
    }

    public MessageAccumulator whole() {
        MessageAccumulator gathered = new MessageAccumulator();
        events.forEach(event -> gathered.add(MessageEvent.of(event.deepCopy())));
        return gathered;
    }
}
