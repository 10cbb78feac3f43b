package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void pageOfAnotherOrigin_startsNoTurnAndReadsNothing() throws Exception {
        Process browser =
                browse("http://evil.example:" + pages.getAddress().getPort() + "/attack?target=" + proxy.url());
        try {
            JsonNode seen = results.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            for (String name : List.of("simple", "preflighted", "chat", "read", "readHealth")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("TypeError");
            }
            for (String name : List.of("noCors", "noCorsNoType")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("opaque");
            }
            for (String name : List.of("formText", "formEncoded", "formParts")) {
                assertThat(seen.path(name).asText()).as(name).isEqualTo("hidden");
            }
            assertThat(seen.path("script").asText()).isEqualTo("failed");
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
            end(browser);
        }
    }

    @Test
    void nameThatResolvesToLoopback_isRefused() throws Exception {
        Process browser = browse("http://rebound.example:" + proxy.port() + "/metrics", "--dump-dom");
        try {
            String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(page).contains("The Host header does not name this server");
            assertThat(proxy.http().json("/metrics").at("/access/forbidden").asInt())
                    .isPositive();
        } finally {
            end(browser);
        }
    }

    /** Every name resolves to this machine, as with an attacker who runs the name server. */
    private Process browse(String url, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + browserHome.resolve("profile"),
                "--host-resolver-rules=MAP * 127.0.0.1"));
        command.addAll(List.of(options));
        command.add(url);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", browserHome.toString());
        return builder.start();
    }

    private static void end(Process browser) throws InterruptedException {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
        assertThat(browser.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
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
