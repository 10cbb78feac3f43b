package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.protocol.TurnSettings.Caching;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the CLI, where it puts breakpoints for the API's cache, and for how long. */
class ITCliCachingContract extends CliContract {

    /** Behind its own sentence, behind the system prompt, and behind the newest message: 5m where none is named. */
    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5, NONE, ''",
        "claude-opus-5-5, FIVE_MINUTES, system 1: default. system 2: default. newest: default",
        "claude-opus-5-5, ONE_HOUR, system 1: 1h. system 2: 1h. newest: 1h",
        "claude-opus-5-5, ONE_HOUR_BUT_MESSAGES, system 1: 1h. system 2: 1h. newest: default",
        "claude-sonnet-4-5, NONE, ''",
        "claude-sonnet-4-5, FIVE_MINUTES, system 1: default. system 2: default. newest: default",
        "claude-sonnet-4-5, ONE_HOUR, system 1: 1h. system 2: 1h. newest: 1h",
        "claude-sonnet-4-5, ONE_HOUR_BUT_MESSAGES, system 1: 1h. system 2: 1h. newest: default"
    })
    void breakpoints_asSetForATurn_standBehindTheSystemPromptAndTheNewestMessage(
            String model, Caching caching, String marks) throws Exception {
        DrivenCli cli = cli(model);
        cli.send(initialize("A prompt."));

        assertThat(marks(cli, caching, question("one"))).isEqualTo(marks);
        assertThat(marks(cli, caching, question("two"))).isEqualTo(marks);
    }

    /** They are set anew for each turn. */
    @Test
    void breakpoints_ofOneTurn_areGoneInTheNext() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize("A prompt."));

        for (Caching caching : List.of(Caching.ONE_HOUR_BUT_MESSAGES, Caching.FIVE_MINUTES, Caching.ONE_HOUR)) {
            marks(cli, caching, question("one"));
            assertThat(marks(cli, Caching.NONE, question("two"))).isEmpty();
        }
        marks(cli, Caching.ONE_HOUR_BUT_MESSAGES, question("three"));
        assertThat(marks(cli, Caching.ONE_HOUR, question("four"))).endsWith("newest: 1h");
    }

    @Test
    void breakpoints_whereTheClientHasNoSystemPrompt_areTwo() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());

        assertThat(marks(cli, Caching.FIVE_MINUTES, question("one"))).isEqualTo("system 1: default. newest: default");
    }

    /** Why the marks of a client are taken out: they stay in the history, and the API takes four in all. */
    @Test
    void mark_ofAMessage_staysInTheHistory() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize("A prompt."));

        for (int i = 0; i < 3; i++) {
            ObjectNode message = message("user", "marked");
            ObjectNode block = (ObjectNode) message.at("/content/0");
            block.putObject("cache_control").put("type", "ephemeral");
            message.withArray("/content").addObject().put("type", "text").put("text", "not marked");
            marks(cli, Caching.FIVE_MINUTES, CliLines.user(message, uuid(), true));
        }

        assertThat(api.lastTurn().body().findValues("cache_control")).hasSizeGreaterThan(4);
    }

    private String marks(DrivenCli cli, Caching caching, ObjectNode question) throws Exception {
        cli.send(CliLines.settings(new TurnSettings("{\"tools\":[]}", caching).variables()), question);
        result(cli);
        JsonNode body = api.lastTurn().body();
        List<String> marks = new ArrayList<>();
        for (int i = 0; i < body.path("system").size(); i++) {
            add(marks, "system " + i, body.path("system").get(i));
        }
        JsonNode messages = body.path("messages");
        for (int i = 0; i < messages.size(); i++) {
            for (JsonNode block : messages.get(i).path("content")) {
                add(marks, i == messages.size() - 1 ? "newest" : "message " + i, block);
            }
        }
        return String.join(". ", marks);
    }

    private static void add(List<String> marks, String place, JsonNode block) {
        if (block.has("cache_control")) {
            marks.add(place + ": " + block.at("/cache_control/ttl").asText("default"));
        }
    }
}
