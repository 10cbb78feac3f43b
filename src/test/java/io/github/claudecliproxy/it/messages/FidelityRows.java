package io.github.claudecliproxy.it.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.testing.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Named;

/** The rows of the fidelity suite: Messages API requests, by the names that .github/docs/carried.md has. */
final class FidelityRows {
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String IMAGE =
            "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + PNG
                    + "\"}}";
    private static final String TOOL =
            "{\"name\":\"get_weather\",\"description\":\"Weather\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}";

    private FidelityRows() {}

    /** Content blocks that stand in a user's message. */
    private static Map<String, String> userBlocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        blocks.put("text", "{\"type\":\"text\",\"text\":\"  spaces, \\n\\n lines, é😀 \"}");
        blocks.put(
                "text-cached",
                "{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}");
        blocks.put("image-base64", IMAGE);
        blocks.put(
                "image-url",
                "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}}");
        blocks.put("image-file", "{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}");
        blocks.put(
                "document-pdf",
                "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBERi0xLjQK\"},\"title\":\"T\",\"context\":\"C\",\"citations\":{\"enabled\":true}}");
        blocks.put(
                "document-pdf-url",
                "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.pdf\"}}");
        blocks.put(
                "document-text",
                "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"plain\"}}");
        blocks.put(
                "document-content",
                "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}]}}");
        blocks.put(
                "search-result",
                "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"r\"}],\"citations\":{\"enabled\":true}}");
        blocks.put("block-of-tomorrow", "{\"type\":\"block_of_tomorrow\",\"nested\":{\"a\":[1,2.5,null,true]}}");
        return blocks;
    }

    /** Content blocks that stand in an answer of the past. */
    private static Map<String, String> assistantBlocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        blocks.put("text", "{\"type\":\"text\",\"text\":\"an answer  \\n\"}");
        blocks.put(
                "server-tool",
                "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{\"query\":\"x\"}},{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[{\"type\":\"web_search_result\",\"title\":\"t\",\"url\":\"u\",\"encrypted_content\":\"e\"}]},{\"type\":\"text\",\"text\":\"b\"}");
        blocks.put(
                "thinking",
                "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"sig==\"},{\"type\":\"text\",\"text\":\"b\"}");
        blocks.put(
                "redacted-thinking",
                "{\"type\":\"redacted_thinking\",\"data\":\"xx\"},{\"type\":\"text\",\"text\":\"b\"}");
        return blocks;
    }

    /** Fields of the request, each as the API documents it. */
    private static Map<String, String> parameters() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("max-tokens", "\"max_tokens\":77");
        fields.put("max-tokens-large", "\"max_tokens\":500000");
        fields.put("temperature-0", "\"temperature\":0");
        fields.put("temperature", "\"temperature\":0.35");
        fields.put("top-p", "\"top_p\":0.5");
        fields.put("top-k", "\"top_k\":5");
        fields.put("stop-sequences", "\"stop_sequences\":[\"END\",\"é\"]");
        fields.put(
                "thinking-enabled", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048},\"max_tokens\":4096");
        fields.put("thinking-adaptive", "\"thinking\":{\"type\":\"adaptive\"}");
        fields.put("thinking-disabled", "\"thinking\":{\"type\":\"disabled\"}");
        fields.put("effort-low", "\"output_config\":{\"effort\":\"low\"}");
        fields.put("effort-max", "\"output_config\":{\"effort\":\"max\"}");
        fields.put(
                "structured-output",
                "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],\"additionalProperties\":false}}}");
        fields.put("metadata", "\"metadata\":{\"user_id\":\"u-1\"}");
        fields.put("service-tier", "\"service_tier\":\"standard_only\"");
        fields.put("cache-control", "\"cache_control\":{\"type\":\"ephemeral\"}");
        fields.put(
                "context-management", "\"context_management\":{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"}]}");
        fields.put("container", "\"container\":\"container_1\"");
        fields.put("field-of-tomorrow", "\"field_of_tomorrow\":{\"z\":1,\"a\":[{}]}");
        fields.put("cache-control-1h", "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        fields.put("tools", "\"tools\":[" + TOOL + "]");
        fields.put(
                "tools-typed",
                "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3},{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"},{\"type\":\"bash_20250124\",\"name\":\"bash\"},{\"type\":\"text_editor_20250728\",\"name\":\"str_replace_based_edit_tool\"},{\"type\":\"memory_20250818\",\"name\":\"memory\"},"
                        + TOOL + "]");
        fields.put("tools-none", "\"tools\":[]");
        fields.put(
                "tools-odd-names",
                "\"tools\":[{\"name\":\"a.b-c_d\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\""
                        + "n".repeat(128)
                        + "\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\"mcp__client__t0\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\"Bash\",\"input_schema\":{\"type\":\"object\"}}]");
        fields.put(
                "tools-long-description",
                "\"tools\":[{\"name\":\"a\",\"description\":\"" + "é".repeat(9000)
                        + "\",\"input_schema\":{\"type\":\"object\"}}]");
        fields.put(
                "tools-odd-schema-among-good",
                "\"tools\":[" + TOOL
                        + ",{\"name\":\"odd\",\"input_schema\":{\"anyOf\":[{\"type\":\"object\"},{\"$ref\":\"#/$defs/x\"}],\"$defs\":{\"x\":{\"type\":\"object\",\"properties\":{\"z\":{\"type\":\"number\",\"default\":1.0},\"a\":{\"enum\":[null,\"é\",1]}}}}}}]");
        fields.put(
                "tools-extras",
                "\"tools\":[{\"type\":\"custom\",\"name\":\"a\",\"strict\":true,\"input_examples\":[{\"x\":1}],\"cache_control\":{\"type\":\"ephemeral\"},\"eager_input_streaming\":true,\"input_schema\":{\"type\":\"object\"}}]");
        for (String choice : List.of(
                "{\"type\":\"auto\"}",
                "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
                "{\"type\":\"any\"}",
                "{\"type\":\"tool\",\"name\":\"get_weather\"}",
                "{\"type\":\"none\"}")) {
            fields.put(
                    "tool-choice-" + choice.replaceAll("[^a-z_]+", "-"),
                    "\"tool_choice\":" + choice + ",\"tools\":[" + TOOL + "]");
        }
        return fields;
    }

    /** Whole conversations. */
    private static Map<String, String> conversations() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "consecutive-users",
                "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\\n\"},{\"role\":\"user\",\"content\":\"c\"}");
        rows.put(
                "consecutive-in-history",
                "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"},{\"role\":\"assistant\",\"content\":\"c\"},{\"role\":\"assistant\",\"content\":\"d\"},{\"role\":\"user\",\"content\":\"e\"}");
        rows.put(
                "tool-result-text",
                toolTurn("[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"22 degrees\"}]"));
        rows.put(
                "tool-result-blocks",
                toolTurn(
                        "[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":[{\"type\":\"text\",\"text\":\"22\"},"
                                + IMAGE + "]},{\"type\":\"text\",\"text\":\"and?\"}]"));
        rows.put("tool-result-empty", toolTurn("[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\"}]"));
        rows.put(
                "tool-result-error",
                toolTurn(
                        "[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"no such city\",\"is_error\":true}]"));
        rows.put(
                "tool-results-two",
                "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"get_weather\",\"input\":{}},{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"get_weather\",\"input\":{\"city\":\"Rome\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"content\":\"2\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"1\"}]}");
        rows.put(
                "answer-begun", "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"It is\"}");
        rows.put(
                "answer-begun-in-a-conversation",
                "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"r\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"It\"},{\"type\":\"text\",\"text\":\"is\"}]}");
        rows.put(
                "long-history",
                "{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"},".repeat(20)
                        + "{\"role\":\"user\",\"content\":\"last\"}");
        return rows;
    }

    private static String toolTurn(String results) {
        return "{\"role\":\"user\",\"content\":\"weather?\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"I look.\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"get_weather\",\"input\":{\"city\":\"Rome\"}}]},{\"role\":\"user\",\"content\":"
                + results + "}";
    }

    static List<Named<ObjectNode>> all() {
        List<Named<ObjectNode>> rows = new ArrayList<>();
        userBlocks().forEach((name, block) -> {
            rows.add(row(
                    "question-" + name,
                    "{\"role\":\"user\",\"content\":[" + block + ",{\"type\":\"text\",\"text\":\"q\"}]}",
                    ""));
            rows.add(row(
                    "history-" + name,
                    "{\"role\":\"user\",\"content\":[" + block
                            + "]},{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"q\"}",
                    ""));
        });
        assistantBlocks()
                .forEach((name, block) -> rows.add(row(
                        "answered-" + name,
                        "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[" + block
                                + "]},{\"role\":\"user\",\"content\":\"q\"}",
                        name.contains("thinking")
                                ? ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}"
                                : "")));
        parameters()
                .forEach((name, field) -> rows.add(row(name, "{\"role\":\"user\",\"content\":\"q\"}", "," + field)));
        conversations().forEach((name, messages) -> rows.add(row(name, messages, ",\"tools\":[" + TOOL + "]")));
        return rows;
    }

    /** Each parameter alone, for this model. */
    static List<Named<ObjectNode>> parametersFor(String model) {
        List<Named<ObjectNode>> rows = new ArrayList<>();
        parameters().forEach((name, field) -> {
            Named<ObjectNode> row = row(model + " " + name, "{\"role\":\"user\",\"content\":\"q\"}", "," + field);
            row.getPayload().put("model", model);
            rows.add(row);
        });
        return rows;
    }

    private static Named<ObjectNode> row(String name, String messages, String fields) {
        String json = "{\"model\":\"claude-sonnet-5\",\"messages\":[" + messages + "]" + fields + "}";
        return Named.of(name, (ObjectNode) JsonText.parse(json));
    }
}
