package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, what becomes of answers and of their failures, and of tool definitions. */
class ITCliAnswerContract extends CliContract {
    // tools

    @Test
    void extraBody_withToolDefinitions_arrivesWithKeysAndStringsAsWritten() throws Exception {
        String tools =
                "[{\"name\":\"z.find\",\"strict\":false,\"input_schema\":{\"type\":\"object\",\"required\":[\"b\",\"a\"],"
                        + "\"properties\":{\"z\":{\"type\":\"string\",\"description\":\"é中 \\\"x\\\"\\n\\u0001\"},"
                        + "\"b\":{\"const\":9007199254740991},\"a\":{\"default\":0.1}}},"
                        + "\"description\":\"" + "long ".repeat(2_000) + "\"}]";

        assertThat(arrived(tools)).isEqualTo(tools);
    }

    /** The CLI reads JSON as JavaScript does: this is what clients are told that they cannot have. */
    @ParameterizedTest
    @CsvSource({
        "'{\"n\":9007199254740993}', '{\"n\":9007199254740992}'",
        "'{\"n\":1.0}', '{\"n\":1}'",
        "'{\"b\":1,\"10\":2,\"9\":3}', '{\"9\":3,\"10\":2,\"b\":1}'"
    })
    void extraBody_withWhatJavaScriptCannotKeep_arrivesChanged(String sent, String received) throws Exception {
        String tool = "[{\"name\":\"t\",\"input_schema\":{\"type\":\"object\",\"x\":%s}}]";

        assertThat(arrived(tool.formatted(sent))).isEqualTo(tool.formatted(received));
    }

    /** The API's tools, written by the same hand as what went to the CLI. */
    private String arrived(String tools) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), extraBody("{\"tools\":" + tools + "}"), question("hello"));
        result(cli);
        return new String(Json.bytes(api.lastTurn().body().path("tools")), StandardCharsets.UTF_8);
    }

    // the end of an answer

    /** Why a session is sealed. */
    @Test
    void answer_thatIsCutOff_isGoneOnWith() throws Exception {
        assertThat(callsAfter("max_tokens")).isEqualTo(2);
    }

    @Test
    void refusal_whereTheRetryIsDisabled_isOneCallAndComesAfterAMessageOfTheClis() throws Exception {
        assertThat(callsAfter("refusal")).isEqualTo(1);
        int dressed = index(line -> line.path("is_api_error_message").asBoolean()
                && line.at("/message/stop_reason").asText().equals("refusal"));
        int own = index(line -> line.at("/event/delta/stop_reason").asText().equals("refusal"));
        assertThat(dressed).isNotNegative().isLessThan(own);
    }

    /** Why the retry is disabled. */
    @Test
    void refusal_whereTheRetryIsNotDisabled_isAskedForAgain() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_REFUSAL_RETRY");

        assertThat(callsAfter("refusal")).isEqualTo(2);
    }

    private int callsAfter(String stopReason) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("[[stop " + stopReason + "]]"));
        result(cli);
        return api.turns().size();
    }

    private int index(Predicate<JsonNode> wanted) {
        return IntStream.range(0, seen.size())
                .filter(i -> wanted.test(seen.get(i)))
                .findFirst()
                .orElse(-1);
    }

    // failures

    @Test
    void api429_withRetryAfter_isPrintedAsARetryThatWaitsSoLong() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("[[status 429 33]]"));
        JsonNode retry = cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(retry.path("error_status").asInt()).isEqualTo(429);
        assertThat(retry.path("retry_delay_ms").asLong()).isBetween(33_000L, 60_000L);
        assertThat(api.turns()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[cut]]", "[[fail]]"})
    void stream_thatBreaksOff_neverShowsAStopReason(String how) throws Exception {
        assertThat(stopReasons(how)).allMatch(String::isEmpty);
        assertThat(seen).anyMatch(line -> line.path("is_api_error_message").asBoolean());
        assertThat(api.turns()).allMatch(turn -> turn.body().path("stream").asBoolean());
    }

    /** The CLI asks again even in mid-answer; the first retry line is where we end it. */
    @Test
    void stream_whoseConnectionIsLost_showsARetryBeforeTheNextAnswer() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question("[[cut]]"));
        cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(events("message_start")).hasSize(1);
        assertThat(events("message_stop")).as("as if all were well").hasSize(1);
        assertThat(events("message_delta")).isEmpty();
    }

    /** Why the fallback is disabled. */
    @Test
    void stream_thatBreaksOff_withTheFallbackIsAskedForAgainWithoutStreaming() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK");
        stopReasons("[[fail]]");

        assertThat(api.turns()).anyMatch(turn -> !turn.body().path("stream").asBoolean());
    }

    private List<String> stopReasons(String how) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question(how));
        result(cli);
        return events("message_delta").stream()
                .map(event -> event.at("/delta/stop_reason").asText(""))
                .toList();
    }

    @Test
    void turn_withoutALogin_failsAsAuthenticationWithoutAStatus() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");
        DrivenCli cli = cli();
        cli.send(initialize(), question("hello"));
        JsonNode said = cli.await(line -> line.path("type").asText().equals("assistant"), seen);

        assertThat(said.path("is_api_error_message").asBoolean()).isTrue();
        assertThat(said.path("error").asText()).isEqualTo("authentication_failed");
        assertThat(said.path("api_error_status").isNumber()).isFalse();
        assertThat(api.turns()).isEmpty();
    }
}
