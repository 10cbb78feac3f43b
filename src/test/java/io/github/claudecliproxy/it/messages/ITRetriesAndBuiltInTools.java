package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator lets the real CLI do by itself: retries, and its built-in tools for {@code /chat}. */
class ITRetriesAndBuiltInTools {
    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @Test
    void retries_byDefault_areLeftToTheClient() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            // the CLI would ask again after five seconds
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("[[status 529 5]]", false));

            assertThat(response.statusCode()).isEqualTo(529);
            proxy.awaitRest();
            assertThat(fixture.api().turns()).hasSize(1);
        }
    }

    @Test
    void retries_areAsManyAsTheOperatorAllows() throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_UPSTREAM_RETRIES", "1")) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("[[status 529]]", false));

            assertThat(response.statusCode()).isEqualTo(529);
            assertThat(fixture.api().turns()).hasSize(2);
        }
    }

    @Test
    void builtInTool_allowedForChat_runsAndItsResultReachesTheModel() throws Exception {
        Path file = Files.writeString(fixture.home().resolve("note.txt"), "the canary sings");
        try (RunningProxy proxy = fixture.start(
                "CLAUDE_PROXY_TOOLS",
                "Read",
                "CLAUDE_PROXY_WORKDIR",
                fixture.home().toString())) {
            fixture.api().answerNext(reading(file));

            HttpResponse<String> chat = proxy.http().post("/chat", "{\"prompt\":\"read it\",\"model\":\"sonnet\"}");

            assertThat(Http.json(chat).path("text").asText()).as(chat.body()).isEqualTo("Hello world");
            assertThat(fixture.api().turns()).hasSize(2);
            assertThat(fixture.api().lastTurn().body().toString()).contains("the canary sings");
        }
    }

    @Test
    void builtInTool_beyondTheTurnLimit_is422() throws Exception {
        Path file = Files.writeString(fixture.home().resolve("note.txt"), "the canary sings");
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_TOOLS", "Read")) {
            for (int maxTurns = 1; maxTurns <= 2; maxTurns++) {
                int before = fixture.api().turns().size();
                for (int i = 0; i < maxTurns; i++) {
                    fixture.api().replyNext(ApiReply.eventsWithAPause(reading(file)));
                }

                HttpResponse<String> chat =
                        proxy.http().post("/chat", "{\"prompt\":\"read it\",\"maxTurns\":" + maxTurns + "}");

                assertThat(chat.statusCode()).as(chat.body()).isEqualTo(422);
                assertThat(Http.json(chat).path("error").asText()).contains("maxTurns");
                proxy.awaitRest();
                assertThat(fixture.api().turns()).hasSize(before + maxTurns);
            }
        }
    }

    @Test
    void builtInTool_allowedForChat_isNotOfferedOnMessages() throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_TOOLS", "Read,Bash")) {
            proxy.http().post("/v1/messages", Http.ask("hello", false));

            assertThat(fixture.api().lastTurn().body().path("tools")).isEmpty();
        }
    }

    @Test
    void bothVersionsOfTheApi_areAccepted() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            for (String version : List.of("2023-06-01", "2026-10-21")) {
                HttpResponse<String> response =
                        proxy.http().post("/v1/messages", Http.ask("hello", false), "anthropic-version", version);

                assertThat(response.statusCode()).isEqualTo(200);
            }
        }
    }

    private static List<ObjectNode> reading(Path file) {
        ObjectNode start = Json.object().put("type", "content_block_start").put("index", 0);
        start.putObject("content_block")
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", "Read")
                .putObject("input");
        ObjectNode input = Json.object().put("type", "content_block_delta").put("index", 0);
        input.putObject("delta")
                .put("type", "input_json_delta")
                .put(
                        "partial_json",
                        Json.object().put("file_path", file.toString()).toString());
        return List.of(
                Events.messageStart("claude-sonnet-5"),
                start,
                input,
                Events.blockStop(),
                Events.messageDelta("tool_use"),
                Events.messageStop());
    }
}
