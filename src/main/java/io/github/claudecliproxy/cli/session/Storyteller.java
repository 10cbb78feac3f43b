package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.protocol.CliDialogue;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ToolResults;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Tells a CLI a conversation, in the order in which it takes it in, and takes parts of it back. For the turn's thread. */
final class Storyteller {
    /** How often a rewind is asked for again while the CLI has not taken up the line before it. */
    private static final int REWINDS = 50;

    private static final Duration REWIND_PAUSE = Duration.ofMillis(10);
    private static final Set<String> NOT_YET = Set.of("commands_queued", "turn_running");

    private final CliDialogue dialogue;
    private final HeldConversation held;
    private final Setup setup;
    private Duration silence;
    private int rewinds;

    /**
     * A teller to whom the CLI has said nothing yet.
     *
     * @param startLimit how long it may say nothing in its first turn, in which it boots
     */
    Storyteller(CliDialogue dialogue, HeldConversation held, Setup setup, Duration startLimit) {
        this.dialogue = dialogue;
        this.held = held;
        this.setup = setup;
        this.silence = startLimit;
    }

    /** The CLI has booted and served, or waits to: it answers at once from now on. */
    void expectPromptness() {
        silence = CliSession.SILENCE;
    }

    /** A message that joins the history and is taken back. Waits for a process to boot. */
    void rehearse() throws CliException, InterruptedException {
        ObjectNode word = Json.object().put("role", "user");
        word.putArray("content").addObject().put("type", "text").put("text", "-");
        tellPast(new ArrayList<>(), word, "");
        rewind(0, new ArrayList<>());
    }

    /**
     * Tells the messages that the CLI does not have.
     *
     * @param kept how many it has
     * @param query whether to ask for the answer; else all of it only joins the history
     * @param lines to be sent before them
     */
    void tell(SessionSpec wanted, int kept, boolean query, List<ObjectNode> lines)
            throws CliException, InterruptedException {
        int last = wanted.messages().size() - 1;
        int next = kept;
        if (query && kept == 0 && last > 0) {
            tellFirst(lines, wanted);
            next = 1;
        }
        for (; next < last; next++) {
            tell(lines, wanted, next);
        }
        if (!query) {
            tell(lines, wanted, last);
            dialogue.write(lines);
        } else if (isUsers(wanted.question())) {
            String line = newLine();
            lines.add(CliLines.user(wanted.question(), line, true));
            held.told(wanted.digests().get(last), line, canBeGoneBackTo(wanted.question()));
            dialogue.write(lines);
        } else {
            tellBegunAnswer(lines, wanted);
        }
    }

    private void tell(List<ObjectNode> lines, SessionSpec wanted, int index) throws CliException, InterruptedException {
        ObjectNode message = wanted.messages().get(index);
        if (isUsers(message)) {
            tellPast(lines, message, wanted.digests().get(index));
        } else {
            lines.add(CliLines.assistant(message));
            held.told(wanted.digests().get(index), "", false);
        }
    }

    /**
     * A user's message of the past must be acknowledged before the next line: otherwise the CLI puts all answers first
     * and merges all questions into one.
     */
    private void tellPast(List<ObjectNode> lines, ObjectNode message, String digest)
            throws CliException, InterruptedException {
        String line = newLine();
        lines.add(CliLines.user(message, line, false));
        held.told(digest, line, canBeGoneBackTo(message));
        dialogue.write(lines);
        lines.clear();
        awaitTurnEnd();
    }

    /**
     * The CLI puts a note on its environment beside the first message that is asked, and the note must stand where it
     * stood when the conversation was live, or the API's cache finds nothing of it: the first message of a history is
     * asked too, and the seal keeps the question from the API.
     */
    private void tellFirst(List<ObjectNode> lines, SessionSpec wanted) throws CliException, InterruptedException {
        String line = newLine();
        lines.add(setup.sealed());
        lines.add(CliLines.user(wanted.messages().get(0), line, true));
        held.told(wanted.digests().get(0), line, true);
        dialogue.write(lines);
        lines.clear();
        CliEvent.TurnEnded end = (CliEvent.TurnEnded)
                await(CliEvent.TurnEnded.class::isInstance, "did not take the conversation's beginning");
        if (!end.sealedOff()) {
            throw new CliException(Kind.ODD, "The claude CLI answered what it was not to ask");
        }
        lines.add(setup.unsealed());
    }

    /** An answer that the client has begun: an empty line of the user's makes the CLI ask for the rest of it. */
    private void tellBegunAnswer(List<ObjectNode> lines, SessionSpec wanted) throws CliException {
        ObjectNode empty = Json.object().put("role", "user");
        empty.putArray("content");
        String line = newLine();
        lines.add(CliLines.assistant(wanted.question()));
        lines.add(CliLines.user(empty, line, true));
        held.sent(line);
        dialogue.write(lines);
    }

    /**
     * Answers the held calls, in the client's order and each when the CLI has taken the one before: it tells the API of
     * results in the order in which it takes them, and of such as come together in any.
     *
     * @param lines to be sent before them
     */
    void bring(SessionSpec wanted, List<ObjectNode> lines) throws CliException, InterruptedException {
        CliEvent before = null;
        for (Map.Entry<String, ObjectNode> result :
                ToolResults.of(wanted.question()).orElseThrow().entrySet()) {
            if (before != null) {
                dialogue.await(before::equals, CliSession.SILENCE, "did not take a tool's result");
            }
            lines.add(dialogue.calls().answer(result.getKey(), result.getValue()));
            dialogue.write(lines);
            lines.clear();
            before = new CliEvent.ResultTaken(result.getKey());
        }
        held.told(wanted.digests().get(wanted.digests().size() - 1), "", false);
        held.callsAnswered();
    }

    /** Returns when the CLI is about to ask the API, and seals it: this question was the last that it asks by itself. */
    void awaitRequest(boolean seal) throws CliException, InterruptedException {
        CliEvent event = await(Storyteller::isSignOfTheApi, "did not take the question");
        if (!(event instanceof CliEvent.Requesting)) {
            dialogue.unread(event);
        }
        if (seal) {
            seal();
        }
    }

    private void seal() {
        try {
            dialogue.write(setup.sealed());
        } catch (CliException ended) {
            // it asks nothing more, and what it has said before is read first
        }
    }

    private static boolean isSignOfTheApi(CliEvent event) {
        return event instanceof CliEvent.Requesting
                || event instanceof CliEvent.ApiFailed
                || event instanceof CliEvent.Retrying
                || event instanceof CliEvent.TurnEnded;
    }

    void awaitTurnEnd() throws CliException, InterruptedException {
        await(CliEvent.TurnEnded.class::isInstance, "did not end its turn");
    }

    private CliEvent await(Predicate<CliEvent> wanted, String failure) throws CliException, InterruptedException {
        return dialogue.await(wanted, silence, failure);
    }

    /** All calls of the answer are here, so that they can be answered. */
    void awaitCalls(Set<String> calls) throws CliException, InterruptedException {
        while (!dialogue.calls().holdAll(calls)) {
            dialogue.await(CliEvent.Asked.class::isInstance, CliSession.SILENCE, "did not call a tool");
        }
    }

    /**
     * Goes back to where the conversation had this many messages, whatever the CLI is doing. Nothing of another conversation
     * may be told before the CLI says that it did; what is no conversation can go with the request.
     *
     * @param along lines to be sent behind it; taken out
     * @throws CliException when the CLI does not say that it did; what it has in its memory is not known then
     */
    void rewind(int kept, List<ObjectNode> along) throws CliException, InterruptedException {
        String target = held.target(kept);
        for (int i = 0; i < REWINDS; i++) {
            ObjectNode line = CliLines.rewind("rewind-" + ++rewinds, target, held.lastLine());
            JsonNode answer = dialogue.control(line, along, CliSession.SILENCE);
            along.clear();
            if (answer.path("rewound").isBoolean() && answer.path("rewound").booleanValue()) {
                held.rewound(kept);
                dialogue.calls().forget();
                return;
            }
            if (!NOT_YET.contains(answer.path("reason").asText(""))) {
                throw new CliException(
                        Kind.ODD,
                        "The claude CLI did not go back: "
                                + answer.path("reason").asText("no reason"));
            }
            dialogue.next(REWIND_PAUSE).ifPresent(passed -> {});
        }
        throw new CliException(Kind.UNRESPONSIVE, "The claude CLI did not go back");
    }

    private static boolean isUsers(ObjectNode message) {
        return "user".equals(message.path("role").textValue());
    }

    /** The CLI does not part a tool's result from its call. */
    private static boolean canBeGoneBackTo(ObjectNode message) {
        for (JsonNode block : message.path("content")) {
            if ("tool_result".equals(block.path("type").textValue())) {
                return false;
            }
        }
        return true;
    }

    /** The CLI drops a line without a word whose uuid it has seen. */
    private static String newLine() {
        return UUID.randomUUID().toString();
    }
}
