package io.github.claudecliproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two proxies in one server, each with settings of its own from its context parameters. Runs on {@link ITServer}'s server. */
@Tag("server")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ITServerNeighbours {
    private static final String ASK = "/v1/messages";
    private static final String KEY_HEADER = "x-api-key";
    private static final String KEY = "of-b-alone";

    @ArquillianResource
    private RunningServer server;

    @BeforeEach
    void deployBoth() throws Exception {
        assumeThat(server.takesParameters()).as("it takes context parameters").isTrue();
        // /a starts a process for each turn, so that any idle process belongs to /b
        server.deploy("/a", Map.of("MAX_CONCURRENT", "1", "MAX_QUEUE_DEPTH", "9", "CLAUDE_PROXY_IDLE_MS", "0"));
        server.deploy("/b", Map.of("MAX_CONCURRENT", "2", "PROXY_API_KEY", KEY));
    }

    @AfterEach
    void undeployBoth() throws Exception {
        if (server.takesParameters()) {
            server.cli().releaseAll();
            if (server.status("/b/health") == 200) {
                server.remove("/b");
            }
            server.undeploy("/a");
            assertThat(server.cli().processes()).isEmpty();
        }
    }

    @Test
    void settings_ofTwoProxies_areSeparate() throws Exception {
        JsonNode a = server.http("/a").json("/health");
        JsonNode b = server.http("/b").json("/health");

        assertThat(a.path("maxConcurrent").asInt())
                .as("before the system property")
                .isEqualTo(1);
        assertThat(a.path("maxQueue").asInt()).as("before the environment").isEqualTo(9);
        assertThat(b.path("maxConcurrent").asInt()).isEqualTo(2);
        assertThat(b.path("maxQueue").asInt()).as("the environment").isEqualTo(300);
        assertThat(server.http("/a").get("/metrics").statusCode()).isEqualTo(200);
        assertThat(server.http("/b").get("/metrics").statusCode()).as("its key").isEqualTo(401);
        assertThat(server.http("/b").get("/metrics", KEY_HEADER, KEY).statusCode())
                .isEqualTo(200);
    }

    @Test
    void limitsAndMetrics_ofTwoProxies_areSeparate() throws Exception {
        server.cli().hold("end");
        var ofA = server.http("/a").postLater(ASK, Http.ask("hello", false));
        await().atMost(RunningServer.LIMIT).until(() -> active("/a") == 1);

        var ofB = server.http("/b").postLater(ASK, Http.ask("hello", false), KEY_HEADER, KEY);

        await().atMost(RunningServer.LIMIT).until(() -> active("/b") == 1);
        assertThat(active("/a")).isEqualTo(1);
        server.cli().release("end");
        assertThat(ofA.get().statusCode()).isEqualTo(200);
        assertThat(ofB.get().statusCode()).isEqualTo(200);
        assertThat(server.http("/a").json("/metrics").at("/requests/total").asInt())
                .isEqualTo(1);
        assertThat(Http.json(server.http("/b").get("/metrics", KEY_HEADER, KEY))
                        .at("/requests/total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void undeployOfOne_leavesTurnsAndLogOfTheOther() throws Exception {
        server.http("/b").post(ASK, Http.ask("hello", false), KEY_HEADER, KEY);
        List<ProcessHandle> ofB = server.cli().processes();
        server.cli().hold("end");
        try (BufferedReader stream = Http.lines(server.http("/a").stream(ASK, Http.ask("hello", true)))) {
            int answered = server.logged("RES").size();

            server.remove("/b");

            assertThat(ofB).as("its idle session").isNotEmpty();
            await().atMost(RunningServer.LIMIT).until(() -> ofB.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(active("/a")).isEqualTo(1);
            server.cli().release("end");
            assertThat(stream.lines()).anyMatch(line -> line.contains("message_stop"));
            await().atMost(RunningServer.LIMIT).until(() -> server.logged("RES").size() > answered);
        }
    }

    private int active(String context) throws IOException, InterruptedException {
        return server.http(context).json("/health").path("active").asInt();
    }
}
