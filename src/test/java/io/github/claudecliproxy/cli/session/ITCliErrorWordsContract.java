package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, that it prints on stderr what the API says of an error, and nothing of what the client has said. */
class ITCliErrorWordsContract extends CliContract {
    private static final String CANARY = "canary-5521";

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "403, permission_error",
        "404, not_found_error",
        "413, request_too_large",
        "429, rate_limit_error",
        "500, api_error",
        "529, overloaded_error"
    })
    void errorStatus_isPrintedInTheApisWordsBeforeStdoutTellsOfIt(int status, String type) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("[[status " + status + "]]"));
        cli.await(ITCliErrorWordsContract::tellsOfAnError, seen);

        assertThat(cli.stderr())
                .containsPattern("\\[ERROR\\] API error \\(attempt \\d+/\\d+\\): " + status + " " + status
                        + " \\{\"type\":\"error\",\"error\":\\{\"type\":\"" + type + "\",\"message\":\"scripted status "
                        + status + "\"\\},\"request_id\":\"req_upstream\"\\}\n");
    }

    private static boolean tellsOfAnError(JsonNode line) {
        return line.path("subtype").asText().equals("api_retry")
                || line.path("is_api_error_message").asBoolean();
    }

    @Test
    void errorInMidStream_isPrintedInTheApisWordsBeforeStdoutTellsOfIt() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("[[fail]]"));
        cli.await(ITCliErrorWordsContract::tellsOfAnError, seen);

        assertThat(cli.stderr())
                .containsPattern("\\[ERROR\\] Error streaming[^:]*: \\{\"type\":\"error\",\"error\":\\{\"type\":"
                        + "\"overloaded_error\",\"message\":\"scripted failure in mid-stream\"\\}\\}\n");
    }

    @Test
    void stderr_ofATurnThatWentWell_hasNoError() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(cli.stderr()).doesNotContain("API error", "Error streaming");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[status 400]]", "[[status 429]]", "[[status 500]]", "[[fail]]", "[[cut]]", "[[empty]]"})
    void stderr_hasNothingOfWhatTheClientSaid(String end) throws Exception {
        assertThat(stderrAfterCanaries(end, false)).doesNotContain(CANARY);
    }

    /** Why a line of stderr is only believed from its beginning, and not all of it may be shown: this is the client's. */
    @Test
    void stderr_afterAToolsError_hasItsTextInALineOfItsOwn() throws Exception {
        assertThat(stderrAfterCanaries("", true).lines().filter(line -> line.contains(CANARY)))
                .hasSize(1)
                .allMatch(line -> line.matches("\\S+Z \\[ERROR\\] \"?MCP server .*x\\\\n" + CANARY + "-result\"?"));
    }

    /** Why the level is named. */
    @Test
    void stderr_whereTheLevelIsNotNamed_saysFarMore() throws Exception {
        environment.put("CLAUDE_CODE_DEBUG_LOG_LEVEL", "debug");
        DrivenCli cli = cli();
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(cli.stderr()).contains("[DEBUG]");
    }

    private String stderrAfterCanaries(String end, boolean toolFails) throws Exception {
        environment.put("ANTHROPIC_API_KEY", CANARY + "-key");
        DrivenCli cli = cli();
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        String body =
                "{\"metadata\":{\"user_id\":\"" + CANARY + "-body\"},\"tools\":[{\"name\":\"find\",\"description\":\""
                        + CANARY + "-tool\",\"input_schema\":{\"type\":\"object\"}}]}";
        api.answerNext(new ScriptedAnswer()
                .text(CANARY + "-answer")
                .toolUse("toolu_1", "find", List.of("{\"a\":\"" + CANARY + "-input\"}"))
                .end("tool_use"));
        cli.send(
                initialize(CANARY + "-system"),
                CliLines.servers(true),
                extraBody(body),
                question(CANARY + "-question"));
        JsonNode call = call(cli);
        HeldCalls held = new HeldCalls();
        held.called(new CliEvent.Asked(call.path("request_id").asText(), call.path("request")));
        ObjectNode result = Json.object().put("isError", toolFails);
        result.putArray("content").addObject().put("type", "text").put("text", "x\n" + CANARY + "-result");
        cli.send(held.answer("toolu_1", result));
        result(cli);
        cli.send(CliLines.systemPrompt("system", MODEL, CANARY + "-other"), question(CANARY + "-next " + end));
        cli.await(line -> tellsOfAnError(line) || type("result").test(line), seen);
        atRest(cli);

        assertThat(api.turns()).hasSizeGreaterThan(2);
        return cli.stderr();
    }
}
