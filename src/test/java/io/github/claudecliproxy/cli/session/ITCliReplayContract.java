package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.protocol.TurnSettings.Caching;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of the CLI, that a history can be told so that the API is asked to the last byte what it was asked while the conversation
 * was live: it then knows the conversation again in its cache.
 */
class ITCliReplayContract extends CliContract {
    private static final TurnSettings SETTINGS = new TurnSettings(
            "{\"tools\":[{\"name\":\"find\",\"input_schema\":{\"type\":\"object\"}}]}", Caching.FIVE_MINUTES);

    @Test
    void firstMessage_askedUnderTheSeal_makesNoCallAndLeavesNothing() throws Exception {
        DrivenCli cli = begin(MODEL);
        cli.send(CliLines.seal(), question("one"));
        JsonNode end = result(cli);
        assertThat(end.path("terminal_reason").asText()).isEqualTo("blocking_limit");
        assertThat(api.turns()).isEmpty();

        cli.send(CliLines.unseal(), answer("two"), question("three"));
        result(cli);
        assertThat(api.turns()).hasSize(1);
        assertThat(api.lastTurn().conversation()).containsExactly("user: one", "assistant: two", "user: three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-haiku-5-5", "claude-opus-4-8", "claude-sonnet-4-5"})
    void history_whoseFirstMessageWasAskedUnderTheSeal_isToldAsItWasLive(String model) throws Exception {
        assertThat(told(model, true)).isEqualTo(live(model));
    }

    /** Why it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-haiku-5-5", "claude-opus-4-8", "claude-sonnet-4-5"})
    void history_thatOnlyJoins_isNotToldAsItWasLive(String model) throws Exception {
        assertThat(told(model, false)).isNotEqualTo(live(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-haiku-5-5", "claude-opus-4-8", "claude-sonnet-4-5"})
    void historyWithACall_whoseFirstMessageWasAskedUnderTheSeal_isToldAsItWasLive(String model) throws Exception {
        assertThat(toldWithCall(model)).isEqualTo(liveWithCall(model));
    }

    private DrivenCli begin(String model) throws Exception {
        DrivenCli cli = cli(model);
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        cli.send(initialize("You are brief."), CliLines.servers(true), CliLines.settings(SETTINGS.variables()));
        return cli;
    }

    private String live(String model) throws Exception {
        DrivenCli cli = begin(model);
        for (String question : List.of("[[say a1]]", "[[say a2]]", "three")) {
            cli.send(question(question));
            result(cli);
        }
        return api.lastTurn().whole();
    }

    private String told(String model, boolean sealed) throws Exception {
        DrivenCli cli = begin(model);
        first(cli, "[[say a1]]", sealed);
        cli.send(past(model, "a1"), past("[[say a2]]"));
        result(cli);
        cli.send(past(model, "a2"), question("three"));
        result(cli);
        return api.lastTurn().whole();
    }

    private String liveWithCall(String model) throws Exception {
        DrivenCli cli = begin(model);
        api.answerNext(new ScriptedAnswer()
                .text("I look.")
                .toolUse("toolu_1", "find", List.of("{\"a\":1}"))
                .end("tool_use"));
        cli.send(question("one"));
        JsonNode call = call(cli);
        HeldCalls held = new HeldCalls();
        held.called(new CliEvent.Asked(call.path("request_id").asText(), call.path("request")));
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", "found");
        cli.send(held.answer("toolu_1", result));
        result(cli);
        return api.lastTurn().whole();
    }

    private String toldWithCall(String model) throws Exception {
        DrivenCli cli = begin(model);
        first(cli, "one", true);
        ObjectNode call = pastMessage(model, "I look.");
        call.withArray("/content")
                .addObject()
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", "find")
                .putObject("input")
                .put("a", 1);
        ObjectNode result = Json.object().put("role", "user");
        result.putArray("content")
                .addObject()
                .put("tool_use_id", "toolu_1") // first, as the CLI writes it; of a history it keeps the order
                .put("type", "tool_result")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "found");
        cli.send(CliLines.assistant(call), CliLines.user(result, uuid(), true));
        result(cli);
        return api.lastTurn().whole();
    }

    private void first(DrivenCli cli, String text, boolean sealed) throws Exception {
        if (sealed) {
            cli.send(CliLines.seal(), question(text));
            result(cli);
            cli.send(CliLines.unseal());
        } else {
            cli.send(past(text));
            result(cli);
        }
    }

    // an answer that is begun

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-sonnet-4-5"})
    void emptyLine_afterAnAnswer_hasTheApiAskedForItsRest(String model) throws Exception {
        DrivenCli cli = begin(model);
        first(cli, "one", true);
        ObjectNode empty = Json.object().put("role", "user");
        empty.putArray("content");
        cli.send(past(model, "It is"), CliLines.user(empty, uuid(), true));
        result(cli);

        assertThat(api.turns()).hasSize(1);
        JsonNode messages = api.lastTurn().body().path("messages");
        JsonNode last = messages.get(messages.size() - 1);
        assertThat(last.path("role").asText()).isEqualTo("assistant");
        assertThat(last.at("/content/0/text").asText()).isEqualTo("It is");
        assertThat(api.lastTurn().conversation()).containsExactly("user: one", "assistant: It is");
    }

    private static ObjectNode past(String model, String text) {
        return CliLines.assistant(pastMessage(model, text));
    }

    /** Each with an id of its own: the CLI joins answers of the same. */
    private static ObjectNode pastMessage(String model, String text) {
        return message("assistant", text)
                .put("id", "msg_" + uuid())
                .put("type", "message")
                .put("model", model);
    }
}
