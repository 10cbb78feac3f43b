import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs one scenario of OpenAI's Java SDK against a base URL and prints the outcome as one JSON object.
 *
 * <p>Usage: {@code java -cp 'LIBDIR/*' OpenAiProbe.java <baseURL> <apiKey> <scenario> <model> <prompt>}
 */
public final class OpenAiProbe {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenAIClient client;
    private final ChatCompletionCreateParams chat;
    private final ResponseCreateParams response;

    private OpenAiProbe(OpenAIClient client, String model, String prompt) {
        this.client = client;
        this.chat = ChatCompletionCreateParams.builder()
                .model(model)
                .maxCompletionTokens(200)
                .addSystemMessage("You answer in one short sentence.")
                .addUserMessage(prompt)
                .build();
        this.response =
                ResponseCreateParams.builder().model(model).input(prompt).build();
    }

    public static void main(String[] args) throws Exception {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(args[0])
                .apiKey(args[1])
                .maxRetries(0)
                .timeout(Duration.ofSeconds(120))
                .build();
        try {
            Map<String, Object> outcome = new OpenAiProbe(client, args[3], args[4]).run(args[2]);
            System.out.writeBytes(JSON.writeValueAsBytes(outcome));
            System.out.println();
        } finally {
            client.close();
        }
    }

    private Map<String, Object> run(String scenario) {
        return switch (scenario) {
            case "plain" -> outcome(client.chat().completions().create(chat).validate());
            case "stream" -> stream();
            case "responses" -> outcome(client.responses().create(response).validate());
            case "responsesstream" -> responsesStream();
            case "error" -> error();
            default -> throw new IllegalArgumentException("no scenario " + scenario);
        };
    }

    private Map<String, Object> stream() {
        ChatCompletionAccumulator gathered = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(chat)) {
            chunks.stream().forEach(gathered::accumulate);
        }
        return outcome(gathered.chatCompletion());
    }

    private Map<String, Object> responsesStream() {
        ResponseAccumulator gathered = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(response)) {
            events.stream().forEach(gathered::accumulate);
        }
        return outcome(gathered.response());
    }

    private Map<String, Object> error() {
        try {
            client.chat().completions().create(chat);
        } catch (OpenAIServiceException failure) {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("class", failure.getClass().getSimpleName());
            outcome.put("status", failure.statusCode());
            outcome.put("code", failure.code().orElse(null));
            return outcome;
        }
        throw new IllegalStateException("the call succeeded");
    }

    private static Map<String, Object> outcome(ChatCompletion completion) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("text", completion.choices().get(0).message().content().orElse(null));
        outcome.put("finish_reason", completion.choices().get(0).finishReason().asString());
        outcome.put("model", completion.model());
        return outcome;
    }

    private static Map<String, Object> outcome(Response response) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put(
                "text",
                response.output().stream()
                        .flatMap(item -> item.message().stream())
                        .flatMap(message -> message.content().stream())
                        .flatMap(content -> content.outputText().stream())
                        .map(text -> text.text())
                        .collect(Collectors.joining()));
        outcome.put("status", response.status().map(Object::toString).orElse(null));
        outcome.put("output_tokens", response.usage().map(usage -> usage.outputTokens()).orElse(-1L));
        return outcome;
    }
}
