package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.protocol.TurnSettings.Caching;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** One conversation after the other with one CLI, told line by line as the product tells them. */
final class ContractTalk {
    private final DrivenCli cli;
    private final String model;
    private final List<JsonNode> seen = new ArrayList<>();
    private boolean initialized;
    private boolean served;
    private String system = "";
    private String first = "";
    private String last = "";

    ContractTalk(DrivenCli cli, String model) {
        this.cli = cli;
        this.model = model;
    }

    /**
     * What is told beside the messages.
     *
     * @param system empty for no system prompt
     * @param tools names of the client's
     * @param extraBody JSON, the tools' definitions among it
     */
    record Beside(String system, List<String> tools, String extraBody) {}

    /** A conversation in which nothing was said yet; one before it is taken back. */
    void begin(Beside beside) throws Exception {
        if (!first.isEmpty()) {
            rewind();
        }
        List<ObjectNode> lines = new ArrayList<>();
        if (!initialized) {
            lines.add(CliLines.initialize(beside.system().isEmpty() ? List.of() : List.of(beside.system())));
        } else if (!system.equals(beside.system())) {
            lines.add(CliLines.systemPrompt("system", model, beside.system()));
        }
        initialized = true;
        system = beside.system();
        if (!beside.tools().isEmpty()) {
            if (served) {
                lines.add(CliLines.servers(false));
            }
            served = true;
            lines.add(CliLines.servers(true));
            cli.answerWith(ClientTools.named(beside.tools())::answer);
        }
        lines.add(CliLines.settings(new TurnSettings(beside.extraBody(), Caching.FIVE_MINUTES).variables()));
        cli.send(lines.toArray(ObjectNode[]::new));
    }

    /** Takes all back that was said, whatever the CLI is doing. */
    private void rewind() throws Exception {
        JsonNode answer;
        do { // it may not have taken the last line up yet
            cli.send(CliLines.rewind("rewind", first, last));
            answer = await(line -> line.at("/response/request_id").asText().equals("rewind"))
                    .at("/response/response");
        } while (answer.path("reason").asText().matches("commands_queued|turn_running"));
        if (!answer.path("rewound").asBoolean()) {
            throw new AssertionError("not rewound: " + answer);
        }
        first = "";
        seen.clear();
    }

    /** Asks, and seals the CLI as soon as it says that it asks the API. */
    void ask(ObjectNode message) throws Exception {
        say(message, true);
        await(line -> line.path("status").asText().equals("requesting"));
        cli.send(CliLines.seal());
    }

    void ask(String text) throws Exception {
        ask(CliContract.message("user", text));
    }

    /** A message of the past; the first one is asked under the seal. */
    void past(String text) throws Exception {
        boolean sealed = first.isEmpty();
        if (sealed) {
            cli.send(CliLines.seal());
        }
        say(CliContract.message("user", text), sealed);
        end();
    }

    private void say(ObjectNode message, boolean query) throws Exception {
        last = CliContract.uuid();
        first = first.isEmpty() ? last : first;
        cli.send(CliLines.user(message, last, query));
    }

    /** An answer of the past. */
    void answer(ObjectNode message) throws Exception {
        cli.send(CliLines.assistant(message));
    }

    /** The turn's end, after which the CLI may ask again. */
    void end() throws Exception {
        await(line -> line.path("type").asText().equals("result"));
        cli.send(CliLines.unseal());
    }

    /** Answers the call that the CLI makes, and seals it as the next question. */
    void bring(ObjectNode result) throws Exception {
        JsonNode call = call();
        HeldCalls held = new HeldCalls();
        held.called(new CliEvent.Asked(call.path("request_id").asText(), call.path("request")));
        cli.send(
                CliLines.unseal(),
                held.answer(
                        call.at("/request/message/params/_meta/claudecode~1toolUseId")
                                .asText(),
                        result));
        await(line -> line.path("status").asText().equals("requesting"));
        cli.send(CliLines.seal());
    }

    JsonNode call() throws Exception {
        return await(line -> ClientTools.isCall(line.path("request")));
    }

    void interrupt() throws Exception {
        cli.send(CliLines.question("interrupt", "interrupt"));
    }

    JsonNode await(Predicate<JsonNode> wanted) throws Exception {
        return Objects.requireNonNull(cli.await(wanted, seen));
    }
}
