package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.ScriptedAnswer;
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
        return new ScriptedAnswer().thinking("hm", "c2ln").text("abc").end("end_turn");
    }
}
