package io.github.claudecliproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged WAR, unchanged, deployed in a server under a context path and driven over HTTP. */
@ExtendWith(ArquillianExtension.class)
class ITArquillian {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path HOME = Path.of("target/arquillian-home").toAbsolutePath();
    private static final List<String> SETTINGS = List.of(
            "CLAUDE_CLI_PATH",
            "MAX_CONCURRENT",
            "MAX_QUEUE_DEPTH",
            "CLAUDE_PROXY_WARM_SESSIONS",
            "CLAUDE_PROXY_PARKED_SESSIONS");

    @ArquillianResource
    private URL url;

    /** Settings of a WAR can be system properties; they must stand before it starts. */
    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        Files.createDirectories(HOME);
        Files.deleteIfExists(HOME.resolve("released"));
        FakeCli cli = new FakeCli(
                HOME, "start\nwhile [ ! -e " + HOME.resolve("released") + " ]; do sleep 0.05; done\nend\nrest");
        System.setProperty("CLAUDE_CLI_PATH", cli.environment().get("CLAUDE_CLI_PATH"));
        System.setProperty("MAX_CONCURRENT", "1");
        System.setProperty("MAX_QUEUE_DEPTH", "300");
        System.setProperty("CLAUDE_PROXY_WARM_SESSIONS", "0"); // the end of each turn's process is awaited
        System.setProperty("CLAUDE_PROXY_PARKED_SESSIONS", "0");
        return ShrinkWrap.create(ZipImporter.class, "proxy.war")
                .importFrom(LaunchedProxy.WAR.toFile())
                .as(WebArchive.class);
    }

    @AfterAll
    static void clear() {
        SETTINGS.forEach(System::clearProperty);
        await().atMost(LIMIT).until(() -> new CliUnderTest(HOME).processes().isEmpty());
    }

    @Test
    void health_tellsTheSettingsInForce() throws Exception {
        assertThat(http().json("/health").path("ok").asBoolean()).isTrue();
        assertThat(http().json("/health").path("maxConcurrent").asInt()).isEqualTo(1);
        assertThat(http().json("/health").path("maxQueue").asInt()).isEqualTo(300);
    }

    @Test
    void stream_leavesEventByEvent() throws Exception {
        hold();
        var response = http().stream("/v1/messages", Http.ask("hello", true));

        try (BufferedReader lines = Http.lines(response)) {
            assertThat(awaitLine(lines, "text_delta")).contains("Hi");
            release();
            assertThat(awaitLine(lines, "message_stop")).isNotNull();
        }
    }

    @Test
    void plainAndChat_answer() throws Exception {
        release();

        HttpResponse<String> plain = http().post("/v1/messages", Http.ask("hello", false));
        HttpResponse<String> chat = http().post("/chat", "{\"prompt\":\"hello\"}");

        assertThat(Http.json(plain).at("/content/0/text").asText()).isEqualTo("Hi");
        assertThat(Http.json(chat).path("text").asText()).isEqualTo("Hi");
    }

    @Test
    void errors_areTheApisOwn() throws Exception {
        HttpResponse<String> invalid = http().post("/v1/messages", "{}");
        HttpResponse<String> unknown = http().get("/nothing-here");
        HttpResponse<String> boot = http().get("/launch/Boot.class");

        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(Http.json(invalid).at("/error/message").asText()).startsWith("model:");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Http.json(unknown).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(boot.statusCode()).isEqualTo(404);
    }

    @Test
    void twoHundredWaiting_areAllAnswered() throws Exception {
        hold();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            answers.add(http().postLater("/v1/messages", Http.ask("hello", i % 2 == 0)));
        }
        await().atMost(LIMIT).until(() -> http().json("/health").path("queued").asInt() == 200);

        release();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
    }

    private Http http() {
        return new Http(url.toString().replaceAll("/$", ""));
    }

    private static void hold() throws IOException {
        Files.deleteIfExists(HOME.resolve("released"));
    }

    private static void release() throws IOException {
        if (!Files.exists(HOME.resolve("released"))) {
            Files.createFile(HOME.resolve("released"));
        }
    }

    private static String awaitLine(BufferedReader lines, String wanted) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(wanted)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended before " + wanted);
    }
}
