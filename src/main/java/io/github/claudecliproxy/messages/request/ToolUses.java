package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.Message;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that each {@code tool_use} has its {@code tool_result} in the next message. The API refuses other conversations,
 * but the CLI would invent missing results and drop surplus ones.
 *
 * @see <a href="https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use">Tool use</a>
 */
final class ToolUses {
    private Set<String> called = new HashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private int lastAnswer;
    private boolean answering;

    private ToolUses() {}

    /**
     * Checks a conversation. Consecutive messages of one role count as one.
     *
     * @throws InvalidRequestException naming the first {@code tool_use} or {@code tool_result} without its partner
     */
    static void check(List<Message> messages) throws InvalidRequestException {
        ToolUses uses = new ToolUses();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() == Message.Role.ASSISTANT) {
                uses.answer(i, messages.get(i).content());
            } else {
                uses.results(i, messages.get(i).content());
            }
        }
        uses.refuseUnanswered();
    }

    private void answer(int index, JsonNode content) throws InvalidRequestException {
        if (!answering) {
            refuseUnanswered();
            called = new HashSet<>(); // clear() takes time for the largest answer so far
        }
        answering = true;
        lastAnswer = index;
        for (JsonNode block : content) {
            if ("tool_use".equals(block.path("type").textValue())) {
                String id = block.path("id").asText("");
                called.add(id);
                unanswered.add(id);
            }
        }
    }

    private void results(int index, JsonNode content) throws InvalidRequestException {
        answering = false;
        for (int i = 0; i < content.size(); i++) {
            if (!"tool_result".equals(content.get(i).path("type").textValue())) {
                continue;
            }
            String id = content.get(i).path("tool_use_id").asText("");
            if (!called.contains(id)) {
                throw new InvalidRequestException(
                        "messages." + index + ".content." + i
                                + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                                + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }
            if (!unanswered.remove(id)) {
                throw new InvalidRequestException("messages." + index + ".content." + i
                        + ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                        + id);
            }
        }
    }

    private void refuseUnanswered() throws InvalidRequestException {
        if (!unanswered.isEmpty()) {
            throw new InvalidRequestException("messages." + lastAnswer
                    + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                    + String.join(", ", unanswered)
                    + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }
    }
}
