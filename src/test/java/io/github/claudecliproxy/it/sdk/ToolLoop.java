package io.github.claudecliproxy.it.sdk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation in which the model calls the tools of the programs in src/test/sdk for some rounds, both at once in
 * every second one, and a text before every third; in the fourth a tool fails. It says what the API answers, and what
 * it must receive.
 */
final class ToolLoop {
    static final String FINAL_TEXT = "It is sunny everywhere.";

    private static final int FAILING_ROUND = 4;

    private final String prompt;
    private final List<Round> rounds = new ArrayList<>();

    /** A tool's call, and what the client's tool answers. */
    private record Call(String id, String name, String field, String value, String result, boolean fails) {
        List<String> pieces() {
            return List.of("{\"" + field.substring(0, 2), field.substring(2) + "\": \"", value + "\"", "}");
        }

        ObjectNode input() {
            return Json.object().put(field, value);
        }
    }

    private record Round(String text, List<Call> calls) {}

    ToolLoop(String prompt, int count) {
        this.prompt = prompt;
        for (int i = 1; i <= count; i++) {
            List<Call> calls = new ArrayList<>();
            String city = "Málaga " + i;
            calls.add(new Call("toolu_" + i + "a", "get_weather", "city", city, "Sunny in " + city, false));
            if (i == FAILING_ROUND) {
                calls.add(new Call("toolu_" + i + "b", "Bash", "command", "fail", "Error: no such command", true));
            } else if (i % 2 == 0) {
                calls.add(new Call("toolu_" + i + "b", "Bash", "command", "echo " + i, "ran echo " + i, false));
            }
            rounds.add(new Round(i % 3 == 0 ? "Round " + i + "." : "", calls));
        }
    }

    /** What the API answers, call by call. */
    List<List<ObjectNode>> answers() {
        List<List<ObjectNode>> answers = new ArrayList<>();
        for (Round round : rounds) {
            ScriptedAnswer answer = new ScriptedAnswer();
            if (!round.text().isEmpty()) {
                answer.text(round.text());
            }
            round.calls().forEach(call -> answer.toolUse(call.id(), call.name(), call.pieces()));
            answers.add(answer.end("tool_use"));
        }
        answers.add(new ScriptedAnswer().text(FINAL_TEXT).end("end_turn"));
        return answers;
    }

    /** What the client's tools are called with, in order. */
    ArrayNode called() {
        ArrayNode called = Json.mapper().createArrayNode();
        calls().forEach(call -> called.addObject().put("name", call.name()).set("input", call.input()));
        return called;
    }

    /** All pieces of all inputs, as they are streamed. */
    List<String> pieces() {
        return calls().stream().flatMap(call -> call.pieces().stream()).toList();
    }

    /** The messages of the request that follows on this number of rounds. */
    ArrayNode conversation(int done) {
        ArrayNode messages = Json.mapper().createArrayNode();
        content(messages, "user").addObject().put("type", "text").put("text", prompt);
        for (Round round : rounds.subList(0, done)) {
            ArrayNode said = content(messages, "assistant");
            ArrayNode results = content(messages, "user");
            if (!round.text().isEmpty()) {
                said.addObject().put("type", "text").put("text", round.text());
            }
            for (Call call : round.calls()) {
                said.addObject()
                        .put("type", "tool_use")
                        .put("id", call.id())
                        .put("name", call.name())
                        .set("input", call.input());
                ObjectNode result = results.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", call.id())
                        .put("content", call.result());
                if (call.fails()) {
                    result.put("is_error", true);
                }
            }
        }
        return messages;
    }

    private List<Call> calls() {
        return rounds.stream().flatMap(round -> round.calls().stream()).toList();
    }

    private static ArrayNode content(ArrayNode messages, String role) {
        return messages.addObject().put("role", role).putArray("content");
    }
}
