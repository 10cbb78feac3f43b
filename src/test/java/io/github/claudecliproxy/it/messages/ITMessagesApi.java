package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests through the proxy and the real CLI: what the model is told, and what the client gets. */
class ITMessagesApi {
    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    @Test
    void stream_withGatedApi_relaysEachWordBeforeTheNextIsSent() throws Exception {
        HttpResponse<java.io.InputStream> response =
                proxy.http().stream("/v1/messages", Http.ask("[[gate]] [[say one two three]]", true));

        try (BufferedReader lines = Http.lines(response)) {
            for (String word : List.of("one", " two", " three")) {
                proxy.api().open(1);
                assertThat(Http.nextEvent(lines, "content_block_delta")
                                .at("/delta/text")
                                .asText())
                        .isEqualTo(word);
            }
            assertThat(Http.nextEvent(lines, "message_delta")
                            .at("/delta/stop_reason")
                            .asText())
                    .isEqualTo("end_turn");
            assertThat(Http.nextEvent(lines, "message_stop")).isNotNull();
            assertThat(lines.lines().toList()).allMatch(String::isBlank);
        }
    }

    @Test
    void stream_relaysTheApisOwnEventsInOrder() throws Exception {
        HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", true));

        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream;charset=utf-8");
        List<JsonNode> events = Http.events(response.body()).stream()
                .filter(event -> !event.path("type").asText().equals("ping"))
                .toList();
        ObjectNode start = Events.messageStart("claude-sonnet-5");
        start.withObject("/message").set("id", events.get(0).at("/message/id"));
        assertThat(events)
                .containsExactly(
                        start,
                        Events.textBlockStart(),
                        Events.text("Hello"),
                        Events.text(" world"),
                        Events.blockStop(),
                        Events.messageDelta("end_turn"),
                        Events.messageStop());
    }

    @Test
    void plain_answersWithEveryFieldOfTheApi() throws Exception {
        HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", false));

        ObjectNode expected = Events.messageStart("claude-sonnet-5").withObject("/message");
        expected.withArray("/content").addObject().put("type", "text").put("text", "Hello world");
        expected.put("stop_reason", "end_turn");
        expected.withObject("/usage").put("output_tokens", Events.OUTPUT_TOKENS);
        expected.set("id", Http.json(response).path("id"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.json(response)).isEqualTo(expected);
        assertThat(expected.path("id").asText()).startsWith("msg_scripted_");
        assertThat(response.headers().firstValue("x-proxy-session").orElseThrow())
                .isIn("warm", "cold");
        assertThat(response.headers().firstValue("x-proxy-queue-ms").orElseThrow())
                .matches("\\d+");
        assertThat(response.headers().firstValue("request-id").orElseThrow()).startsWith("req_");
    }

    @Test
    void history_arrivesWithExactRolesAndTexts() throws Exception {
        ObjectNode request = request();
        request.put("system", "You count.");
        ArrayNode messages = request.putArray("messages");
        message(messages, "user", "first question");
        message(messages, "assistant", "first answer");
        message(messages, "user", "second\nquestion  ");
        message(messages, "assistant", "second answer: é😀");
        message(messages, "user", "third question");
        message(messages, "assistant", "third answer");
        message(messages, "user", "fourth question");
        int before = proxy.api().turns().size();

        HttpResponse<String> response = post(request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(proxy.api().turns()).hasSize(before + 1);
        assertThat(proxy.api().lastTurn().conversation())
                .containsExactly(
                        "user: first question",
                        "assistant: first answer",
                        "user: second\nquestion  ",
                        "assistant: second answer: é😀",
                        "user: third question",
                        "assistant: third answer",
                        "user: fourth question");
        assertThat(proxy.api().lastTurn().system()).containsExactly("You count.");
    }

    @Test
    void systemAsBlocks_arrivesJoinedByABlankLine() throws Exception {
        ObjectNode request = request();
        ArrayNode system = request.putArray("system");
        system.addObject().put("type", "text").put("text", "One.");
        system.addObject().put("type", "text").put("text", "Two.");
        message(request.putArray("messages"), "user", "hello");

        post(request);

        assertThat(proxy.api().lastTurn().system()).containsExactly("One.\n\nTwo.");
    }

    @Test
    void noSystemPrompt_theCliSendsNoneOfItsOwn() throws Exception {
        proxy.http().post("/v1/messages", Http.ask("hello", false));

        assertThat(proxy.api().lastTurn().system()).isEmpty();
    }

    @Test
    void thinkingNotAskedFor_isNotAskedOfTheApi() throws Exception {
        proxy.http().post("/v1/messages", Http.ask("hello", false));

        assertThat(proxy.api().lastTurn().body().has("thinking")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-4-5-20251101", "claude-sonnet-5"})
    void modelId_reachesTheApi(String model) throws Exception {
        ObjectNode request = request().put("model", model);
        message(request.putArray("messages"), "user", "hello");

        post(request);

        assertThat(proxy.api().lastTurn().body().path("model").asText()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({"haiku, claude-haiku", "sonnet, claude-sonnet", "opus, claude-opus", "claude-cli-proxy, claude-"})
    void shortModelName_isResolvedByTheCli(String name, String prefix) throws Exception {
        ObjectNode request = request().put("model", name);
        message(request.putArray("messages"), "user", "hello");

        post(request);

        assertThat(proxy.api().lastTurn().body().path("model").asText()).startsWith(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-sonnet-5", "claude-haiku-4-5"})
    void limitOnTheClisOwnTurns_isNotSeenByTheModel(String model) throws Exception {
        ObjectNode request = request().put("model", model);
        message(request.putArray("messages"), "user", "hello");

        post(request);

        assertThat(proxy.api().lastTurn().body().toString()).doesNotContainIgnoringCase("usd", "budget");
    }

    @Test
    void chat_answersTextModelAndTokens() throws Exception {
        String body = "{\"prompt\":\"hello\",\"model\":\"haiku\",\"systemPrompt\":\"Be short.\"}";

        HttpResponse<String> response = proxy.http().post("/chat", body);

        JsonNode answer = Http.json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(answer.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly("text", "model", "inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens");
        assertThat(answer.path("text").asText()).isEqualTo("Hello world");
        assertThat(answer.path("model").asText()).startsWith("claude-haiku");
        assertThat(answer.path("inputTokens").asInt()).isEqualTo(Events.INPUT_TOKENS);
        assertThat(answer.path("outputTokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(proxy.api().lastTurn().system()).containsExactly("Be short.");
    }

    /** The client's cache breakpoints say for how long; the CLI sets them behind the system prompt and the newest message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "{'type':'ephemeral'} | {'type':'ephemeral'} | {'type':'ephemeral'} | {'type':'ephemeral'}",
                "none | {'type':'ephemeral'} | {'type':'ephemeral'} | {'type':'ephemeral'}",
                "none | {'type':'ephemeral','ttl':'1h'}"
                        + " | {'type':'ephemeral','ttl':'1h'} | {'type':'ephemeral','ttl':'1h'}",
                "{'type':'ephemeral','ttl':'1h'} | none | {'type':'ephemeral','ttl':'1h'} | {'type':'ephemeral'}",
                "none | none | none | none"
            })
    void cacheBreakpoints_ofTheClient_setThoseOfTheCli(String onSystem, String onMessage, String system, String message)
            throws Exception {
        ObjectNode request = request();
        ObjectNode prompt =
                request.putArray("system").addObject().put("type", "text").put("text", "You count.");
        ObjectNode block = request.putArray("messages")
                .addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "hello");
        mark(prompt, onSystem);
        mark(block, onMessage);

        post(request);

        JsonNode sent = proxy.api().lastTurn().body();
        assertThat(marked(sent.path("system"))).isEqualTo(mark(system));
        JsonNode newest = sent.path("messages").path(sent.path("messages").size() - 1);
        assertThat(marked(newest.path("content"))).isEqualTo(mark(message));
        assertThat(sent.findValues("cache_control")).hasSizeLessThanOrEqualTo(4);
    }

    private static void mark(ObjectNode block, String mark) {
        if (mark != null) {
            block.set("cache_control", mark(mark));
        }
    }

    private static JsonNode mark(String mark) {
        return mark == null ? Json.object().path("cache_control") : JsonText.parseQuoted(mark);
    }

    /** The cache breakpoint of the last block. */
    private static JsonNode marked(JsonNode blocks) {
        return blocks.path(blocks.size() - 1).path("cache_control");
    }

    @Test
    void cacheBreakpointWithinAMessage_staysWhereItIs() throws Exception {
        ObjectNode request = request();
        ArrayNode content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject()
                .put("type", "text")
                .put("text", "a long text")
                .putObject("cache_control")
                .put("type", "ephemeral");
        content.addObject().put("type", "text").put("text", "a question");

        post(request);

        JsonNode sent = proxy.api().lastTurn().body().findParents("text").stream()
                .filter(block -> block.path("text").asText().equals("a long text"))
                .findFirst()
                .orElseThrow();
        assertThat(sent.has("cache_control")).isTrue();
        assertThat(proxy.api().lastTurn().body().findValues("cache_control")).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void effortNotAskedFor_isNotAskedOfTheApi() throws Exception {
        for (String model : List.of("claude-opus-5-5", "claude-sonnet-5", "claude-haiku-4-5")) {
            ObjectNode request = request().put("model", model);
            message(request.putArray("messages"), "user", "hello");

            post(request);

            assertThat(proxy.api().lastTurn().body().findValues("output_config"))
                    .isEmpty();
            assertThat(proxy.api().lastTurn().body().findValues("effort")).isEmpty();
        }
    }

    @Test
    void systemRoleMessage_becomesAReminderAtItsPlaceAndIsNamed() throws Exception {
        ObjectNode request = request();
        ArrayNode messages = request.putArray("messages");
        message(messages, "user", "first question");
        message(messages, "assistant", "first answer");
        message(messages, "system", "Be brief from now on.");
        message(messages, "user", "second question");

        HttpResponse<String> response = post(request);

        assertThat(response.headers().firstValue("x-proxy-ignored")).contains("system-role");
        JsonNode last = proxy.api().lastTurn().body().path("messages").findParents("content").stream()
                .filter(message -> message.path("role").asText().equals("user"))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(last.path("content").findValuesAsText("text"))
                .containsSequence("<system-reminder>\nBe brief from now on.\n</system-reminder>", "second question");
    }

    @Test
    void whatTheProxyIgnores_isNamedInAHeader() throws Exception {
        ObjectNode request = request().put("betas", "x");
        ArrayNode system = request.putArray("system");
        system.addObject()
                .put("type", "text")
                .put("text", "S")
                .putObject("cache_control")
                .put("type", "ephemeral");
        system.addObject().put("type", "text").put("text", "T");
        message(request.putArray("messages"), "user", "hello");

        HttpResponse<String> response = post(request);

        assertThat(response.headers().firstValue("x-proxy-ignored")).contains("betas, system.cache_control");
        assertThat(proxy.api().lastTurn().system()).containsExactly("S\n\nT");
    }

    private static ObjectNode request() {
        return Json.object().put("model", "claude-sonnet-5").put("max_tokens", 100);
    }

    private static void message(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    private static HttpResponse<String> post(ObjectNode request) throws IOException, InterruptedException {
        HttpResponse<String> response = proxy.http().post("/v1/messages", request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }
}
