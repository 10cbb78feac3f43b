package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own SDK in two majors: its calls, helpers, loops and exceptions. */
class ITOpenAiSdk {
    private static final String KEY = "sdk-test-key";
    private static final String MODEL = "claude-sonnet-5";
    private static final String CITY = "{\"capital\":\"Rome\",\"people\":59000000}";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("PROXY_API_KEY", KEY);

    private int before;

    @BeforeEach
    void count() {
        before = proxy.api().turns().size();
    }

    @ParameterizedTest
    @CsvSource({"OLD, /v1", "NEW, /v1", "NEW, ''", "NEW, /v1/v1"})
    void plainAnswer_isTheSdksCompletion(OpenAiClient sdk, String version) throws Exception {
        JsonNode answer = sdk.run(proxy.url() + version, KEY, "plain", MODEL, "[[say Italy? Rome.]]");

        assertThat(answer.path("text").asText()).isEqualTo("Italy? Rome.");
        assertThat(answer.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(answer.path("request_id").asText()).startsWith("req_");
        assertThat(proxy.api().lastTurn().system()).contains("You answer in one short sentence.");
        assertThat(proxy.api().lastTurn().body().path("max_tokens").asInt()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void streamedAnswer_isTheSdksChunks(OpenAiClient sdk) throws Exception {
        JsonNode answer = sdk.run(proxy.url() + "/v1", KEY, "stream", MODEL, "[[say one two three]]");

        assertThat(answer.path("chunks")).extracting(JsonNode::asText).containsExactly("one", " two", " three");
        assertThat(answer.path("text").asText()).isEqualTo("one two three");
        assertThat(answer.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
    }

    @ParameterizedTest
    @CsvSource({
        "OLD, tools",
        "NEW, tools",
        "OLD, streamedtools",
        "NEW, streamedtools",
        "OLD, responsesloop",
        "NEW, responsesloop",
        "OLD, responsesinput",
        "NEW, responsesinput"
    })
    void toolLoop_callsInParallel_andAsksTheApiOnceForEachRound(OpenAiClient sdk, String scenario) throws Exception {
        scriptedLoop();

        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, scenario, MODEL, "Weather?");

        assertThat(outcome.path("text").asText()).isEqualTo("Sunny everywhere.");
        assertThat(outcome.path("called")).extracting(JsonNode::asText).containsExactly("Rome", "Oslo", "Bern");
        List<JsonNode> asked = asked();
        assertThat(asked).hasSize(3);
        assertThat(asked.get(2).at("/messages/1/content"))
                .extracting(block -> block.path("type").asText())
                .contains("tool_use", "tool_use")
                .hasSize(3);
        assertThat(asked.get(2).at("/messages/1/content/0/text").asText()).isEqualTo("I look.");
        assertThat(asked.get(2).at("/messages/2/content/0/tool_use_id").asText())
                .isEqualTo("toolu_1");
        assertThat(asked.get(2).at("/messages/3/content/0/input")).isEqualTo(JsonText.parse("{\"city\":\"Bern\"}"));
    }

    private static void scriptedLoop() {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("I look.")
                        .toolUse("toolu_1", "get_weather", List.of("", "{\"city\":", " \"Rome\"}"))
                        .toolUse("toolu_2", "get_weather", List.of("{\"city\": \"Oslo\"}"))
                        .end("tool_use"));
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_3", "get_weather", List.of("{\"city\":", " \"Bern\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("Sunny everywhere.").end("end_turn"));
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void thinking_comesBackWithItsSignature(OpenAiClient sdk) throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .thinking("Where?", "c2lnbmVk")
                        .toolUse("toolu_1", "get_weather", List.of("{\"city\": \"Rome\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("Sunny.").end("end_turn"));

        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, "responsesinput", MODEL, "Weather?");

        assertThat(outcome.path("text").asText()).isEqualTo("Sunny.");
        assertThat(asked().get(1).at("/messages/1/content/0"))
                .isEqualTo(
                        JsonText.parse("{\"type\":\"thinking\",\"thinking\":\"Where?\",\"signature\":\"c2lnbmVk\"}"));
    }

    @ParameterizedTest
    @CsvSource({"OLD, structured", "NEW, structured", "OLD, responsesparse", "NEW, responsesparse"})
    void structuredAnswer_isParsed(OpenAiClient sdk, String scenario) throws Exception {
        proxy.api().answerNext(new ScriptedAnswer().text(CITY).end("end_turn"));

        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, scenario, MODEL, "Italy?");

        assertThat(outcome.path("parsed")).isEqualTo(JsonText.parse(CITY));
        JsonNode format = asked().get(0).at("/output_config/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/schema/required")).extracting(JsonNode::asText).containsExactly("capital", "people");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void images_arrive(OpenAiClient sdk) throws Exception {
        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, "image", MODEL, "[[say I see]]");

        assertThat(outcome.path("text").asText()).isEqualTo("I see");
        JsonNode content = asked().get(0).at("/messages/0/content");
        assertThat(content.at("/1/source/media_type").asText()).isEqualTo("image/png");
        assertThat(content.at("/2/source/url").asText()).isEqualTo("https://example.org/a.png");
    }

    @ParameterizedTest
    @CsvSource({
        "OLD, wrong, claude-sonnet-5, hello, AuthenticationError, 401, invalid_api_key, ",
        "NEW, wrong, claude-sonnet-5, hello, AuthenticationError, 401, invalid_api_key, ",
        "NEW, sdk-test-key, gpt-4o, hello, NotFoundError, 404, model_not_found, model",
        "NEW, sdk-test-key, claude-sonnet-5, [[status 400]], BadRequestError, 400, , ",
        "NEW, sdk-test-key, claude-sonnet-5, ' ', BadRequestError, 400, , messages[1].content"
    })
    void refusals_areTheSdksOwnExceptions(
            OpenAiClient sdk,
            String key,
            String model,
            String prompt,
            String exception,
            int status,
            String code,
            String param)
            throws Exception {
        JsonNode error = sdk.run(proxy.url() + "/v1", key, "error", model, prompt);

        assertThat(error.path("class").asText()).isEqualTo(exception);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("request_id").asText()).startsWith("req_");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void overloadedApi_isAskedAgainByTheSdk(OpenAiClient sdk) throws Exception {
        proxy.api().replyNext(ApiReply.status(529, "busy"));
        proxy.api().replyNext(ApiReply.status(529, "busy")); // the CLI itself asks once more

        JsonNode answer = sdk.run(proxy.url() + "/v1", KEY, "plain", MODEL, "[[say again]]");

        assertThat(answer.path("text").asText()).isEqualTo("again");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void failureInMidStream_isTheSdksOwnException(OpenAiClient sdk) throws Exception {
        JsonNode chat = sdk.run(proxy.url() + "/v1", KEY, "streamerror", MODEL, "[[late]] [[fail]]");
        JsonNode response = sdk.run(proxy.url() + "/v1", KEY, "responseserror", MODEL, "[[late]] [[fail]]");

        assertThat(chat.path("chunks")).extracting(JsonNode::asText).containsExactly("Hello");
        assertThat(chat.path("class").asText()).isEqualTo("APIError");
        assertThat(chat.path("type").asText()).isEqualTo("overloaded_error");
        assertThat(response.path("events"))
                .extracting(JsonNode::asText)
                .startsWith("response.created", "response.in_progress", "response.output_item.added")
                .endsWith("response.failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void abort_endsTheTurn(OpenAiClient sdk) throws Exception {
        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, "abort", MODEL, "[[pause]]");

        assertThat(outcome.path("aborted").asBoolean()).isTrue();
        proxy.awaitRest("x-api-key", KEY);
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void models_areTheSdksOwnList(OpenAiClient sdk) throws Exception {
        JsonNode list = sdk.run(proxy.url() + "/v1", KEY, "models", MODEL, "");
        JsonNode one = sdk.run(proxy.url() + "/v1", KEY, "model", MODEL, "");
        JsonNode none = sdk.run(proxy.url() + "/v1", KEY, "model", "gpt-4o", "");

        assertThat(list.path("ids")).extracting(JsonNode::asText).contains("claude-sonnet-5-5");
        assertThat(one.path("id").asText()).isEqualTo(MODEL);
        assertThat(one.path("object").asText()).isEqualTo("model");
        assertThat(none.path("class").asText()).isEqualTo("NotFoundError");
        assertThat(none.path("code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @EnumSource(names = {"OLD", "NEW"})
    void response_isTheSdksOwn(OpenAiClient sdk) throws Exception {
        JsonNode outcome = sdk.run(proxy.url() + "/v1", KEY, "responses", MODEL, "[[say Italy? Rome.]]");
        JsonNode streamed = sdk.run(proxy.url() + "/v1", KEY, "responsesstream", MODEL, "[[say one two]]");
        JsonNode gone = sdk.run(proxy.url() + "/v1", KEY, "gone", MODEL, "hi");

        assertThat(outcome.path("text").asText()).isEqualTo("Italy? Rome.");
        assertThat(outcome.path("request_id").asText()).startsWith("req_");
        assertThat(outcome.at("/response/status").asText()).isEqualTo("completed");
        assertThat(outcome.at("/response/instructions").asText()).isEqualTo("Be short.");
        assertThat(streamed.path("text").asText()).isEqualTo("one two");
        assertThat(streamed.path("status").asText()).isEqualTo("completed");
        assertThat(streamed.at("/usage/output_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(streamed.path("events"))
                .extracting(event -> event.path("sequence").asInt())
                .isSorted();
        assertThat(gone.path("class").asText()).isEqualTo("NotFoundError");
        assertThat(gone.path("code").asText()).isEqualTo("previous_response_not_found");
        assertThat(gone.path("param").asText()).isEqualTo("previous_response_id");
    }

    private List<JsonNode> asked() {
        return proxy.api().turns().stream()
                .skip(before)
                .map(recorded -> (JsonNode) Fidelity.received(recorded.body(), Json.object()))
                .toList();
    }
}
