import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.InputJsonDelta;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.StructuredTextBlock;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs one of the helpers of the Java SDK against a Messages API and prints the outcome as one JSON object.
 *
 * <p>Usage: {@code java -cp 'LIBDIR/*' SdkTools.java <baseURL> <apiKey>
 * <agent|stream|structured|image|ask|askstream> <prompt> [png]}
 */
public final class SdkTools {

    /** Knows the SDK's types. */
    private static final ObjectMapper SDK = ObjectMappers.jsonMapper();

    private final AnthropicClient client;
    private final List<Object> called = new ArrayList<>();
    private final List<String> pieces = new ArrayList<>();

    private SdkTools(AnthropicClient client) {
        this.client = client;
    }

    /** What a structured answer is read into. */
    public static final class Country {
        public String capital;
        public int people;
    }

    public static void main(String[] args) throws Exception {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(args[0])
                .apiKey(args[1])
                .maxRetries(2)
                .timeout(Duration.ofSeconds(120))
                .build();
        try {
            Object outcome = new SdkTools(client).run(args[2], args[3], args.length > 4 ? args[4] : "");
            System.out.writeBytes(SDK.writeValueAsBytes(outcome));
            System.out.println();
        } finally {
            client.close();
        }
    }

    private Object run(String scenario, String prompt, String png) throws IOException {
        return switch (scenario) {
            case "agent" -> agent(prompt);
            case "stream" -> withPieces(streamed(toolRequest().addUserMessage(prompt).build()));
            case "structured" -> structured(prompt);
            case "image" -> image(prompt, Path.of(png));
            case "ask" -> attempt(() -> client.messages().create(request().addUserMessage(prompt).build()));
            case "askstream" -> attempt(() -> streamed(request().addUserMessage(prompt).build()));
            default -> throw new IllegalArgumentException("no scenario " + scenario);
        };
    }

    private Map<String, Object> agent(String prompt) {
        List<Object> conversation = new ArrayList<>();
        conversation.add(Map.of("role", "user", "content", prompt));
        while (true) {
            Message message = streamed(
                    toolRequest().messages(JsonValue.from(conversation)).build());
            if (message.stopReason().filter(StopReason.TOOL_USE::equals).isEmpty()) {
                return withPieces(message);
            }
            conversation.add(message.toParam());
            List<ToolResultBlockParam> results = message.content().stream()
                    .flatMap(block -> block.toolUse().stream())
                    .map(this::call)
                    .toList();
            conversation.add(Map.of("role", "user", "content", results));
        }
    }

    private ToolResultBlockParam call(ToolUseBlock use) {
        Map<?, ?> input = use._input().convert(Map.class);
        called.add(Map.of("name", use.name(), "input", input));
        ToolResultBlockParam.Builder result = ToolResultBlockParam.builder().toolUseId(use.id());
        if (use.name().equals("get_weather")) {
            return result.content("Sunny in " + input.get("city")).build();
        }
        if ("fail".equals(input.get("command"))) {
            return result.content("Error: no such command").isError(true).build();
        }
        return result.content("ran " + input.get("command")).build();
    }

    private Map<String, Object> structured(String prompt) {
        Country country = client
                .messages()
                .create(request().addUserMessage(prompt).outputConfig(Country.class).build())
                .content()
                .stream()
                .flatMap(block -> block.text().stream())
                .map(StructuredTextBlock::text)
                .findFirst()
                .orElseThrow();
        return Map.of("parsed", Map.of("capital", country.capital, "people", country.people));
    }

    private Map<String, Object> image(String prompt, Path png) throws IOException {
        Base64ImageSource source = Base64ImageSource.builder()
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .data(Base64.getEncoder().encodeToString(Files.readAllBytes(png)))
                .build();
        List<ContentBlockParam> content = List.of(
                ContentBlockParam.ofImage(source),
                ContentBlockParam.ofText(TextBlockParam.builder().text(prompt).build()));
        Object question = Map.of("role", "user", "content", content);
        return describe(client.messages()
                .create(request().messages(JsonValue.from(List.of(question))).build()));
    }

    private Message streamed(MessageCreateParams params) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> response = client.messages().createStreaming(params)) {
            response.stream().forEach(event -> accumulator
                    .accumulate(event)
                    .contentBlockDelta()
                    .flatMap(delta -> delta.delta().inputJson())
                    .map(InputJsonDelta::partialJson)
                    .ifPresent(pieces::add));
        }
        return accumulator.message();
    }

    private static MessageCreateParams.Builder request() {
        return MessageCreateParams.builder().model("claude-sonnet-5").maxTokens(256);
    }

    private static MessageCreateParams.Builder toolRequest() {
        return request()
                .addTool(tool("get_weather", "Weather in a city", "city"))
                .addTool(tool("Bash", "Runs a command", "command"));
    }

    private static Tool tool(String name, String description, String field) {
        return Tool.builder()
                .name(name)
                .type(Tool.Type.CUSTOM)
                .description(description)
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(field, JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired(field)
                        .build())
                .build();
    }

    private static Map<String, Object> attempt(Supplier<Message> call) {
        try {
            return describe(call.get());
        } catch (AnthropicServiceException e) {
            return Map.of("class", e.getClass().getSimpleName(), "status", e.statusCode());
        }
    }

    private Map<String, Object> withPieces(Message message) {
        Map<String, Object> outcome = describe(message);
        outcome.put("called", called);
        outcome.put("pieces", pieces);
        outcome.put("content", message.content());
        return outcome;
    }

    private static Map<String, Object> describe(Message message) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("text", message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(TextBlock::text)
                .collect(Collectors.joining()));
        outcome.put("stop_reason", message.stopReason().map(StopReason::asString).orElse(null));
        return outcome;
    }
}
