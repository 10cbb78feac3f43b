package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the conversations Q is a question, A an answer; Cx calls a tool, Rx is its result. Blanks part messages. */
class ToolUsesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Q",
                "Q A Q",
                "Q C1 R1",
                "Q C1,C2 R2,R1",
                "Q C1,C2 R1 R2",
                "Q C1 C2 R1,R2",
                "Q C1 Q,R1",
                "Q C1 Q R1",
                "Q C1 R1 C2 R2 A Q",
                "Q C1 R1 A C1 R1",
                "Q A"
            })
    void check_callsThatHaveTheirResults_isWell(String conversation) throws Exception {
        assertThat(request(conversation).messages()).hasSize(conversation.split(" ", -1).length);
    }

    @ParameterizedTest
    @CsvSource({
        "Q C1 Q, messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: 1.",
        "Q C1, messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: 1.",
        "'Q C1,C2 R1', messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: 2.",
        "Q C1 C2 R1, messages.2: `tool_use` ids were found without `tool_result` blocks immediately after: 2.",
        "Q C1 Q A R1, messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: 1.",
        "R1, messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: 1.",
        "'Q A Q,R1', messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: 1.",
        "'Q C1 R1,R1', messages.2.content.1: each tool_use must have a single result.",
        "Q C1 R1 R1, messages.3.content.0: each tool_use must have a single result.",
        "Q C1 R2, messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: 2.",
        "Q C1 R1 A R1, messages.4.content.0: unexpected `tool_use_id` found in `tool_result` blocks: 1."
    })
    void check_callsAndResultsThatDoNotFit_areNamed(String conversation, String message) {
        assertThatThrownBy(() -> request(conversation))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(message);
    }

    /** If each answer cost as much as the largest one before it, this would take many minutes. */
    @Test
    void check_veryManyAnswersAfterALargeOne_costOnlyTheirOwnCalls() throws Exception {
        ArrayNode calls = Json.mapper().createArrayNode();
        ArrayNode results = Json.mapper().createArrayNode();
        for (int i = 0; i < 200_000; i++) {
            calls.addObject().put("type", "tool_use").put("id", "t" + i);
            results.addObject().put("type", "tool_result").put("tool_use_id", "t" + i);
        }
        Message call = new Message(
                Message.Role.ASSISTANT, Json.mapper().createArrayNode().add(calls.get(0)));
        Message result =
                new Message(Message.Role.USER, Json.mapper().createArrayNode().add(results.get(0)));
        List<Message> conversation = new ArrayList<>();
        conversation.add(new Message(Message.Role.ASSISTANT, calls));
        conversation.add(new Message(Message.Role.USER, results));
        for (int i = 0; i < 1_000_000; i++) {
            conversation.add(call);
            conversation.add(result);
        }

        assertThatCode(() -> ToolUses.check(conversation)).doesNotThrowAnyException();
    }

    private static MessagesRequest request(String conversation) throws InvalidRequestException {
        StringBuilder messages = new StringBuilder();
        for (String message : conversation.split(" ", -1)) {
            StringBuilder blocks = new StringBuilder();
            for (String block : message.split(",", -1)) {
                blocks.append(blocks.isEmpty() ? "" : ",").append(block(block));
            }
            String role = message.startsWith("A") || message.startsWith("C") ? "assistant" : "user";
            messages.append(messages.isEmpty() ? "" : ",")
                    .append("{\"role\":\"" + role + "\",\"content\":[" + blocks + "]}");
        }
        String body = "{\"model\":\"m\",\"messages\":[" + messages + "]}";
        return MessagesRequest.of(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String block(String letters) {
        String id = letters.substring(1);
        return switch (letters.charAt(0)) {
            case 'C' -> "{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"t\",\"input\":{}}";
            case 'R' -> "{\"type\":\"tool_result\",\"tool_use_id\":\"" + id + "\",\"content\":\"r\"}";
            default -> "{\"type\":\"text\",\"text\":\"x\"}";
        };
    }
}
