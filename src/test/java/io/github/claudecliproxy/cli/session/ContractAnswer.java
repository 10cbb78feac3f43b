package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers of the API after which a CLI does not come to rest by itself. Unseen: of which nothing would have been shown to a
 * user.
 */
@SuppressWarnings("ImmutableEnumChecker") // an immutable list of events that nobody changes
enum ContractAnswer {
    CUT_OFF(new ScriptedAnswer().text("abc").end("max_tokens")),
    EMPTY(new ScriptedAnswer().end("end_turn")),
    CALL_OF_UNKNOWN_TOOL(
            new ScriptedAnswer().toolUse("toolu_1", "nope", List.of("{}")).end("tool_use")),
    CALL_WITHOUT_JSON(
            new ScriptedAnswer().toolUse("toolu_2", "find", List.of("{\"a\":")).end("tool_use")),
    BROKEN_AFTER_TEXT(text().subList(0, 4)),
    BROKEN_IN_TEXT_AFTER_THINKING(afterThinking().subList(0, 7)),
    BROKEN_AFTER_START(text().subList(0, 1)),
    BROKEN_IN_INPUT_AFTER_TEXT(new ScriptedAnswer()
            .text("abc")
            .toolUse("toolu_4", "find", List.of("{\"a\":", "1}"))
            .end("tool_use")
            .subList(0, 6)),

    BROKEN_UNSEEN_BY_AN_ERROR(List.of(text().get(0), Events.error("overloaded_error", "Overloaded"))),
    BROKEN_UNSEEN_BEFORE_THINKING(afterThinking().subList(0, 2)),
    BROKEN_UNSEEN_IN_THINKING(afterThinking().subList(0, 3)),
    BROKEN_UNSEEN_AFTER_THINKING(afterThinking().subList(0, 5)),
    BROKEN_UNSEEN_IN_INPUT(new ScriptedAnswer()
            .toolUse("toolu_3", "find", List.of("{\"a\":", "1}"))
            .end("tool_use")
            .subList(0, 3));

    final List<ObjectNode> events;

    ContractAnswer(List<ObjectNode> events) {
        this.events = List.copyOf(events);
    }

    private static List<ObjectNode> text() {
        return new ScriptedAnswer().text("abc").end("end_turn");
    }

    private static List<ObjectNode> afterThinking() {
        List<ObjectNode> text = text();
        List<ObjectNode> events = new ArrayList<>();
        events.add(text.get(0));
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", 0);
        start.putObject("content_block")
                .put("type", "thinking")
                .put("thinking", "")
                .put("signature", "");
        events.add(start);
        ObjectNode thought = Json.object().put("type", "content_block_delta").put("index", 0);
        thought.putObject("delta").put("type", "thinking_delta").put("thinking", "hm");
        events.add(thought);
        ObjectNode signature = Json.object().put("type", "content_block_delta").put("index", 0);
        signature.putObject("delta").put("type", "signature_delta").put("signature", "c2ln");
        events.add(signature);
        events.add(Events.blockStop());
        text.subList(1, 4).forEach(event -> events.add(event.deepCopy().put("index", 1)));
        return events;
    }
}
