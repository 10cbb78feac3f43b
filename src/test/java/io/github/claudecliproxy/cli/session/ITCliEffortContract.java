package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, that it says of effort what the client says and nothing of its own. */
class ITCliEffortContract extends CliContract {
    private static final String NOTHING = "{\"tools\":[]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-opus-5-5",
                "claude-fable-5-2",
                "claude-sonnet-5-5",
                "claude-haiku-5-5",
                "claude-opus-4-8",
                "claude-sonnet-4-5",
                "claude-haiku-4-5-20251001"
            })
    void effort_notGiven_isSaidNowhere(String model) throws Exception {
        DrivenCli cli = cli(model);
        cli.send(initialize());

        assertThat(configs(cli, NOTHING)).isEmpty();
        assertThat(configs(cli, NOTHING)).isEmpty();
    }

    /** Each is gone with the turn that it was for. */
    @ParameterizedTest
    @ValueSource(
            strings = {"claude-opus-5-5", "claude-fable-5-2", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-4-8"
            })
    void effort_ofTheExtraBody_arrivesAlone(String model) throws Exception {
        DrivenCli cli = cli(model);
        cli.send(initialize());

        for (String effort : List.of("low", "medium", "high", "xhigh", "max")) {
            String config = "{\"effort\":\"" + effort + "\"}";
            assertThat(configs(cli, "{\"tools\":[],\"output_config\":" + config + "}"))
                    .containsExactly(config);
            assertThat(configs(cli, NOTHING)).isEmpty();
        }
    }

    /** What is beside it arrives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5",
                "claude-haiku-4-5-20251001",
                "claude-sonnet-4-20250514",
                "claude-3-7-sonnet-20250219"
            })
    void effort_ofTheExtraBody_forAModelThatHasNone_isDropped(String model) throws Exception {
        DrivenCli cli = cli(model);
        cli.send(initialize());

        assertThat(configs(cli, "{\"tools\":[],\"output_config\":{\"effort\":\"low\",\"x\":1}}"))
                .containsExactly("{\"x\":1}");
    }

    /** Why the CLI is told that none is set: left to itself, what it says depends on the model. */
    @ParameterizedTest
    @CsvSource({"claude-sonnet-5, high", "claude-opus-5-5, medium"})
    void effort_whereTheVariableIsNotUnset_isTheClisOwnChoice(String model, String effort) throws Exception {
        environment.remove("CLAUDE_CODE_EFFORT_LEVEL");
        DrivenCli cli = cli(model);
        cli.send(initialize());

        assertThat(configs(cli, NOTHING)).anyMatch(config -> config.contains("\"" + effort + "\""));
    }

    /** Every {@code output_config} in the request that asks the question. */
    private List<String> configs(DrivenCli cli, String extraBody) throws Exception {
        cli.send(extraBody(extraBody), question("hello"));
        result(cli);
        return api.lastTurn().body().findValues("output_config").stream()
                .map(JsonNode::toString)
                .toList();
    }
}
