package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Chromium;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page of another origin in a real Chromium can start no turn. Needs the profile {@code browser}. */
@Tag("browser")
class ITBrowser {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    final ProxyFixture proxy = ProxyFixture.ofFakeCli();

    @TempDir
    Path browserHome;

    private final CompletableFuture<JsonNode> results = new CompletableFuture<>();
    private HttpServer pages;

    @BeforeEach
    void start() throws Exception {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/attack", exchange -> answer(exchange, page()));
        pages.createContext("/results", exchange -> {
            results.complete(Json.read(exchange.getRequestBody().readAllBytes()));
            answer(exchange, new byte[0]);
        });
        pages.start();
    }

    @AfterEach
    void stop() {
        pages.stop(0);
    }

    /** Another site; another port of this machine, by its name and by the address that the proxy itself has. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost", "127.0.0.1"})
    void pageOfAnotherOrigin_startsNoTurnAndReadsNothing(String host) throws Exception {
        Process browser =
                browse("http://" + host + ":" + pages.getAddress().getPort() + "/attack?target=" + proxy.url());
        try {
            JsonNode seen = results.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            for (String name : List.of(
                    "simple",
                    "preflighted",
                    "chat",
                    "read",
                    "readHealth",
                    "readStatus",
                    "readStream",
                    "readPage",
                    "withoutOrigin")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("TypeError");
            }
            for (String name : List.of("noCors", "noCorsNoType")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("opaque");
            }
            for (String name : List.of("formText", "formEncoded", "formParts", "frame")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("hidden");
            }
            assertThat(seen.path("script").asText()).isEqualTo("failed");
            assertThat(seen.path("pageScript").asText()).isEqualTo("failed");
            assertThat(seen.path("image").asText()).isEqualTo("failed");
            assertThat(seen.path("beacon").asText()).isEqualTo("sent");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(proxy.http()
                                    .json("/metrics")
                                    .at("/access/forbidden")
                                    .asInt())
                            .isEqualTo(seen.size()));
            assertThat(proxy.http().json("/metrics").at("/requests/total").asInt())
                    .isZero();
        } finally {
            Chromium.end(browser);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/", "/page/main.js", "/api/status"})
    void nameThatResolvesToLoopback_isRefused(String path) throws Exception {
        Process browser = browse("--dump-dom", "http://rebound.example:" + proxy.port() + path);
        try {
            String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(page).contains("The Host header does not name this server");
            assertThat(proxy.http().json("/metrics").at("/access/forbidden").asInt())
                    .isPositive();
        } finally {
            Chromium.end(browser);
        }
    }

    /** Every name resolves to this machine, as with an attacker who runs the name server. */
    private Process browse(String... options) throws IOException {
        return Chromium.command(browserHome, List.of(options))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static byte[] page() throws IOException {
        try (InputStream in = Objects.requireNonNull(ITBrowser.class.getResourceAsStream("/browser/attack.html"))) {
            return in.readAllBytes();
        }
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("content-type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
