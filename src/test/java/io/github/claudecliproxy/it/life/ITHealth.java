package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a turn could be answered, and whether the process lives, are two questions. */
class ITHealth {
    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void allWell_isReadyAndAlive() throws Exception {
        Http http = fixture.http();

        assertThat(http.get("/health").statusCode()).isEqualTo(200);
        assertThat(http.get("/health").body())
                .isEqualTo("{\"ok\":true,\"active\":0,\"queued\":0,\"maxConcurrent\":5,\"maxQueue\":20}");
        assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(http.get("/health/ready").body()).isEqualTo("{\"ok\":true}");
        assertThat(http.get("/health/live").body()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void notLoggedIn_isAliveButNotReady() throws Exception {
        Files.createFile(fixture.home().resolve("logged-out"));
        Http http = fixture.http();

        for (String path : new String[] {"/health", "/health/ready"}) {
            HttpResponse<String> health = http.get(path);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(Http.json(health).path("ok").asBoolean(true)).isFalse();
            assertThat(Http.json(health).path("problem").asText()).contains("not logged in", "claude auth login");
        }
        assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void loginThatTheApiRefuses_isNotReady_andTheClientIsToldWhose() throws Exception {
        fixture.behave(
                "out(q({\"type\":\"assistant\",\"is_api_error_message\":true,\"error\":\"authentication_failed\","
                        + "\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Not logged in\"}]}}), \"\\n\"); rest()");
        assertThat(fixture.http().get("/health").statusCode()).isEqualTo(200);

        HttpResponse<String> turn = fixture.http().post("/v1/messages", Http.ask("hello", false));

        assertThat(turn.statusCode()).isEqualTo(503);
        assertThat(Http.json(turn).at("/error/message").asText()).contains("claude CLI of this server");
        assertThat(fixture.http().get("/health").statusCode()).isEqualTo(503);
    }

    @Test
    void workingFolderThatIsGone_isNotReady() throws Exception {
        Path folder = Files.createDirectory(fixture.home().resolve("work"));
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_WORKDIR", folder.toString())) {
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            Files.delete(folder);

            HttpResponse<String> ready = proxy.http().get("/health/ready");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("CLAUDE_PROXY_WORKDIR").doesNotContain(folder.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/health/live"})
    void foreignHost_learnsOnlyOk(String path) throws Exception {
        Files.createFile(fixture.home().resolve("logged-out"));

        String answer = RawClient.exchange(
                fixture.port(), "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

        assertThat(answer).containsPattern("\\{\"ok\":(true|false)}").doesNotContain("problem", "active");
    }
}
