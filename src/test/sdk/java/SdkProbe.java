import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.TextDelta;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs one scenario of the Java SDK against a Messages API and prints the outcome as one JSON object.
 *
 * <p>Usage: {@code java -cp 'LIBDIR/*' SdkProbe.java <baseURL> <apiKey> <scenario> [model] [prompt]}
 */
public final class SdkProbe {

    /** Knows the SDK's types. */
    private static final ObjectMapper SDK = ObjectMappers.jsonMapper();

    private final AnthropicClient client;
    private final MessageCreateParams request;

    private SdkProbe(AnthropicClient client, MessageCreateParams request) {
        this.client = client;
        this.request = request;
    }

    public static void main(String[] args) throws Exception {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(args[0])
                .apiKey(args[1])
                .maxRetries(0)
                .timeout(Duration.ofSeconds(120))
                .build();
        MessageCreateParams request = MessageCreateParams.builder()
                .model(args.length > 3 ? args[3] : "claude-sonnet-5")
                .maxTokens(256)
                .system("You answer in one short sentence.")
                .addUserMessage("What is the capital of France?")
                .addAssistantMessage("Paris.")
                .addUserMessage(args.length > 4 ? args[4] : "And of Italy?")
                .build();
        try {
            Map<String, Object> outcome = new SdkProbe(client, request).run(args[2]);
            System.out.writeBytes(new ObjectMapper().writeValueAsBytes(outcome));
            System.out.println();
        } finally {
            client.close();
        }
    }

    private Map<String, Object> run(String scenario) {
        return switch (scenario) {
            case "plain" -> plain();
            case "stream" -> stream();
            case "rawstream" -> rawStream();
            case "error" -> error();
            case "streamerror" -> streamError();
            default -> throw new IllegalArgumentException("no scenario " + scenario);
        };
    }

    private Map<String, Object> plain() {
        try (HttpResponseFor<Message> response = client.messages().withRawResponse().create(request)) {
            Message message = response.parse();
            Map<String, Object> outcome = describe(message);
            outcome.put("id", message.id());
            outcome.put("model", message.model().asString());
            outcome.put("request_id", response.requestId().orElse(null));
            return outcome;
        }
    }

    private Map<String, Object> stream() {
        List<String> deltas = new ArrayList<>();
        Message message = stream(deltas);
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("deltas", deltas);
        outcome.putAll(describe(message));
        return outcome;
    }

    private Map<String, Object> rawStream() {
        List<String> events = new ArrayList<>();
        stream(event -> events.add(SDK.valueToTree(event).path("type").asText()));
        return Map.of("events", events);
    }

    private Map<String, Object> error() {
        try {
            client.messages().create(request);
        } catch (RuntimeException e) {
            Map<String, Object> outcome = describe(e);
            outcome.put("request_id", requestId(e));
            return outcome;
        }
        throw new IllegalStateException("the call succeeded");
    }

    private Map<String, Object> streamError() {
        List<String> deltas = new ArrayList<>();
        try {
            stream(deltas);
        } catch (RuntimeException e) {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("deltas", deltas);
            outcome.putAll(describe(e));
            return outcome;
        }
        throw new IllegalStateException("the stream succeeded");
    }

    private Message stream(List<String> deltas) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        stream(event -> accumulator.accumulate(event)
                .contentBlockDelta()
                .flatMap(delta -> delta.delta().text())
                .map(TextDelta::text)
                .ifPresent(deltas::add));
        return accumulator.message();
    }

    private void stream(Consumer<RawMessageStreamEvent> consumer) {
        try (StreamResponse<RawMessageStreamEvent> response = client.messages().createStreaming(request)) {
            response.stream().forEach(consumer);
        }
    }

    private static Map<String, Object> describe(Message message) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("text", message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(TextBlock::text)
                .collect(Collectors.joining()));
        outcome.put("stop_reason", message.stopReason().map(StopReason::asString).orElse(null));
        outcome.put("usage", SDK.valueToTree(message.usage()));
        return outcome;
    }

    private static Map<String, Object> describe(RuntimeException e) {
        AnthropicServiceException answer = e instanceof AnthropicServiceException a ? a : null;
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("class", e.getClass().getSimpleName());
        outcome.put("status", answer == null ? null : answer.statusCode());
        outcome.put("type", answer == null ? null : SDK.valueToTree(answer.body()).at("/error/type").asText(null));
        outcome.put("message", e.getMessage());
        return outcome;
    }

    private static String requestId(RuntimeException e) {
        return e instanceof AnthropicServiceException answer
                ? answer.headers().values("request-id").stream().findFirst().orElse(null)
                : null;
    }
}
