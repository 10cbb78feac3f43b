package io.github.claudecliproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged WAR, unchanged, in a server from its own distribution, under a context path. */
@Tag("server")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ITServer {
    private static final String ASK = "/v1/messages";
    /** Far fewer than the queued requests; more than a server starts for itself. */
    private static final int FEW = 100;

    @ArquillianResource
    private RunningServer server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(WebArchive.class, "proxy.war");
    }

    @AfterEach
    void releaseAll() throws IOException {
        server.cli().releaseAll();
        await().atMost(RunningServer.LIMIT)
                .until(() -> http().json("/health").path("active").asInt() == 0);
    }

    @Test
    void started_isLoggedWithTheServersThreads() throws Exception {
        JsonNode started = server.logged("STARTED").get(0);
        server.note("server", started.path("server").asText());
        server.note("java", server.java());
        server.note("jaxrs", started.path("jaxrs").asText());
        server.note("kind", started.path("threads").asText());

        assertThat(started.path("threads").asText()).isEqualTo(server.managesThreads() ? "managed" : "own");
        assertThat(started.path("jaxrs").asText()).matches("Jersey (3\\.1|4\\.0)\\..*");
    }

    @Test
    void health_showsSettingsFromEnvironmentAndSystemProperty() throws Exception {
        JsonNode health = http().json("/health");

        assertThat(health.path("ok").asBoolean()).isTrue();
        assertThat(health.path("maxQueue").asInt()).as("environment").isEqualTo(300);
        assertThat(health.path("maxConcurrent").asInt()).as("system property").isEqualTo(1);
    }

    @Test
    void plainAndChat_answer() throws Exception {
        HttpResponse<String> plain = http().post(ASK, Http.ask("hello", false));
        HttpResponse<String> chat = http().post("/chat", "{\"prompt\":\"hello\"}");

        assertThat(plain.statusCode()).as(plain.body()).isEqualTo(200);
        assertThat(Http.json(plain).at("/content/0/text").asText()).isEqualTo("Hi there");
        assertThat(plain.headers().firstValue("request-id")).isPresent();
        assertThat(Http.json(chat).path("text").asText()).isEqualTo("Hi there");
    }

    @Test
    void openAisEndpoints_answer_withAndWithoutVersion() throws Exception {
        for (String version : List.of("", "/v1", "/v1/v1")) {
            HttpResponse<String> completion = http().post(version + "/chat/completions", Http.ask("hello", true));
            HttpResponse<String> response =
                    http().post(version + "/responses", "{\"model\":\"claude-fake-1\",\"input\":\"hello\"}");

            assertThat(completion.body()).contains("\"content\":\" there\"").endsWith("data: [DONE]\n\n");
            assertThat(Http.json(response).at("/output/0/content/0/text").asText())
                    .isEqualTo("Hi there");
        }
    }

    @Test
    void realCli_answersPlainAndStreamed() throws Exception {
        HttpResponse<String> plain = http().post(ASK, askTheReal("[[say one two]]", false));
        assertThat(plain.statusCode()).as(plain.body()).isEqualTo(200);
        assertThat(Http.json(plain).at("/content/0/text").asText()).isEqualTo("one two");

        try (BufferedReader lines = Http.lines(http().stream(ASK, askTheReal("[[gate]] [[say red blue]]", true)))) {
            server.api().open(1);
            Http.awaitLine(lines, "\"red\"");
            server.api().open(1);
            Http.awaitLine(lines, "\" blue\"");
            Http.awaitLine(lines, "message_stop");
        }
        assertThat(server.api().turns()).hasSize(2);
    }

    private static String askTheReal(String text, boolean stream) {
        return Http.ask(text, stream).replace("claude-sonnet-5", GatedCli.REAL_MODEL);
    }

    @Test
    void metrics_countTurns() throws Exception {
        int before = http().json("/metrics").at("/requests/completed").asInt();

        http().post(ASK, Http.ask("hello", false));

        assertThat(http().json("/metrics").at("/requests/completed").asInt()).isEqualTo(before + 1);
    }

    @Test
    void modelsAndTokenCounts_areTheClisOwn() throws Exception {
        HttpResponse<String> count = http().post("/v1/messages/count_tokens", Http.ask("hello", false));

        assertThat(http().json("/v1/models").at("/data/0/id").asText()).isEqualTo("claude-fake-1");
        assertThat(http().json("/v1/models/fake").path("id").asText()).isEqualTo("claude-fake-1");
        assertThat(count.body()).isEqualTo("{\"input_tokens\":7}");
    }

    @Test
    void stream_leavesEventByEvent() throws Exception {
        server.cli().hold("second");
        server.cli().hold("end");
        var response = http().stream(ASK, Http.ask("hello", true));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        try (BufferedReader lines = Http.lines(response)) {
            Http.awaitLine(lines, "\"Hi\"");
            server.cli().release("second");
            Http.awaitLine(lines, "\" there\"");
            server.cli().release("end");
            Http.awaitLine(lines, "message_stop");
        }
    }

    @Test
    void page_isServedUnderTheContextRoot_andItsStatusIsStreamed() throws Exception {
        HttpResponse<String> page = http().get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>claude-cli-proxy");
        assertThat(http().get("/page/main.js").statusCode()).isEqualTo(200);
        assertThat(http().get("/page/uplot.js").statusCode()).isEqualTo(200);
        String withoutSlash = RawClient.exchange(
                server.port(), "GET /proxy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(withoutSlash).containsPattern("(?i)HTTP/1.1 30[12378](?s).*location: \\S*proxy/\r\n");

        server.cli().hold("end");
        try (RawClient viewer = new RawClient(server.port())) {
            viewer.send("GET /proxy/api/status/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            viewer.awaitText("\"settings\":{");
            CompletableFuture<HttpResponse<String>> turn = http().postLater(ASK, Http.ask("hello", false));
            viewer.awaitText("\"phase\":\"");
            server.cli().release("end");
            assertThat(turn.get().statusCode()).isEqualTo(200);
            viewer.awaitText("\"turns\":[],");
        }
    }

    @Test
    void clientThatHangsUp_itsProcessEnds() throws Exception {
        server.cli().hold("second");
        List<ProcessHandle> processes;
        try (RawClient client = new RawClient(server.port(), "/proxy" + ASK, Http.ask("hello", true))) {
            client.awaitText("\"Hi\"");
            processes = server.cli().processes();
        }

        assertThat(processes).isNotEmpty();
        // empty sessions may live on
        await().atMost(RunningServer.LIMIT).until(() -> processes.stream().anyMatch(process -> !process.isAlive()));
    }

    @Test
    void errors_areTheApisOwn() throws Exception {
        assertError(http().post(ASK, "{}"), 400, "invalid_request_error");
        assertError(http().post(ASK, "no json"), 400, "invalid_request_error");
        assertError(http().get("/nothing-here"), 404, "not_found_error");
        assertError(http().get("/launch/Boot.class"), 404, "not_found_error");
        assertError(http().get(ASK), 405, "invalid_request_error");
        assertError(http().post(ASK, Http.ask("x".repeat(65536), false)), 413, "request_too_large");
        assertError(http().postAs("text/plain", ASK, "hello"), 415, "invalid_request_error");
        assertError(http().postAs("no type at all", ASK, "hello"), 415, "invalid_request_error");
    }

    @Test
    void twoHundredQueuedRequests_holdFewThreadsAndAreAllAnswered() throws Exception {
        http().post(ASK, Http.ask("hello", false));
        server.cli().hold("end");
        int before = server.threads();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            answers.add(http().postLater(ASK, Http.ask("hello", i % 2 == 0)));
        }
        await().atMost(RunningServer.LIMIT)
                .until(() -> http().json("/health").path("queued").asInt() == 200);
        int during = server.threads();

        server.cli().release("end");

        server.note("threads", before + " / " + during);
        assertThat(during - before).isLessThan(FEW);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
    }

    private Http http() {
        return server.http("/proxy");
    }

    private static void assertError(HttpResponse<String> response, int status, String type) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertThat(Http.json(response).path("type").asText()).isEqualTo("error");
        assertThat(Http.json(response).at("/error/type").asText()).isEqualTo(type);
    }
}
