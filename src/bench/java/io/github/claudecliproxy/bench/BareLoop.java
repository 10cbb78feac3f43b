package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The bare CLI driven by a loop that does what must be done between two questions, and nothing else: it goes back, sets
 * what the request asks for, and asks, all in one write. That the CLI has gone back it sees afterwards.
 */
final class BareLoop implements AutoCloseable {
    private final BareCli cli;
    private final boolean tool;
    /** The uuids of the conversation's questions. */
    private final List<String> asked = new ArrayList<>();

    private int rewinds;

    /**
     * Takes a CLI that was just started, and waits until it has booted.
     *
     * @param tool whether it has the client's tool
     */
    BareLoop(BareCli cli, boolean tool) throws IOException {
        this.cli = cli;
        this.tool = tool;
        cli.send(List.of(BareLines.initialize(tool)));
        cli.await("\"control_response\"");
    }

    /** A new conversation; with an empty system prompt the one stays that it had. */
    AnswerLines begin(String system, String question) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        if (!asked.isEmpty()) {
            rewind(0, lines);
        }
        if (!system.isEmpty()) {
            lines.add(BareLines.systemPrompt(system));
        }
        return ask(lines, question);
    }

    AnswerLines next(String question) throws IOException {
        return ask(new ArrayList<>(), question);
    }

    /** Another question in the place of the last. */
    AnswerLines edit(String question) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        rewind(asked.size() - 1, lines);
        return ask(lines, question);
    }

    private void rewind(int kept, List<ObjectNode> lines) {
        lines.add(BareLines.rewind(asked.get(kept), asked.get(asked.size() - 1)));
        asked.subList(kept, asked.size()).clear();
        rewinds++;
    }

    private AnswerLines ask(List<ObjectNode> lines, String question) throws IOException {
        String uuid = UUID.randomUUID().toString();
        asked.add(uuid);
        lines.add(BareLines.settings(tool));
        lines.add(BareLines.user(question, uuid));
        AnswerLines answer = cli.ask(lines);
        if (cli.rewound() != rewinds) {
            throw new IOException("the bare CLI went back " + cli.rewound() + " times of " + rewinds);
        }
        return answer;
    }

    /** Answers the tool's call for which the CLI waits. */
    AnswerLines answerTool() throws IOException {
        return cli.answerTool();
    }

    /** Reads up to the line by which the CLI says that it has done with the turn. */
    void awaitTurnEnd() throws IOException {
        cli.await("\"type\":\"result\"");
    }

    @Override
    public void close() {
        cli.close();
    }
}
