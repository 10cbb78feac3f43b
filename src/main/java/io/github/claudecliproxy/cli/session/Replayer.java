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

/** Replays a conversation to a CLI message by message, and rewinds it. For one thread at a time, as the session is. */
final class Replayer {
    /** How often a rewind is tried while the CLI has not taken up the line before it. */
    private static final int REWIND_TRIES = 50;

    /**
     * A running CLI answers within milliseconds, unless the machine is overloaded or its disk stalls. One that does not
     * answer in this time is given up, and the conversation that it holds is replayed to another.
     */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /**
     * How long a rewind may take. Its client is often gone: were a process that was stopped waited for until it goes on,
     * it would first read the question, and ask it.
     */
    private static final Duration REWIND_LIMIT = Duration.ofSeconds(1);

    private static final Duration REWIND_PAUSE = Duration.ofMillis(10);
    /** Reasons for which the CLI refuses a rewind, and soon will not. */
    private static final Set<String> NOT_YET = Set.of("commands_queued", "turn_running");

    private final CliDialogue dialogue;
    private final HeldConversation held;
    private final Setup setup;
    private Duration silence;
    private int rewinds;

    /**
     * For a process that may still boot.
     *
     * @param startLimit how long it may stay silent until {@link #expectPromptness} is called
     */
    Replayer(CliDialogue dialogue, HeldConversation held, Setup setup, Duration startLimit) {
        this.dialogue = dialogue;
        this.held = held;
        this.setup = setup;
        this.silence = startLimit;
    }

    /** The CLI has booted: from now on it answers at once. */
    void expectPromptness() {
        silence = SILENCE;
    }

    /** Adds a message to the history and takes it back. Waits for the process to boot. */
    void rehearse() throws CliException, InterruptedException {
        ObjectNode word = Json.object().put("role", "user");
        word.putArray("content").addObject().put("type", "text").put("text", "-");
        tellPast(new ArrayList<>(), word, "");
        rewind(0, new ArrayList<>());
    }

    /**
     * Tells the messages that the CLI does not hold.
     *
     * @param kept how many it holds
     * @param query whether to ask for the answer; else all messages only join the history
     * @param lines sent before them
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
     * The CLI must acknowledge each past user message before the next line is sent: otherwise it puts all answers first and
     * merges all questions into one.
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
     * The CLI adds a note about its environment to the first message that asks the model. The API's cache only finds the
     * conversation again when the note stands where it stood when the conversation was live. So the first message of a
     * history asks too, and the seal keeps the question from the API.
     */
    private void tellFirst(List<ObjectNode> lines, SessionSpec wanted) throws CliException, InterruptedException {
        String line = newLine();
        lines.add(setup.sealed());
        lines.add(CliLines.user(wanted.messages().get(0), line, true));
        held.told(wanted.digests().get(0), line, true);
        dialogue.write(lines);
        lines.clear();
        CliEvent.TurnEnded end = (CliEvent.TurnEnded)
                await(CliEvent.TurnEnded.class::isInstance, "did not take the conversation's first message");
        if (!end.sealedOff()) {
            throw new CliException(Kind.ODD, "The claude CLI asked the API although it was sealed");
        }
        lines.add(setup.unsealed());
    }

    /** For an answer that the client has begun: an empty user line makes the CLI ask the API for the rest of it. */
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
     * Answers the held calls in the client's order, each once the CLI has taken the result before: the CLI passes results
     * on in the order in which it takes them, and results that come together in any order.
     *
     * @param lines sent before them
     */
    void answerCalls(SessionSpec wanted, List<ObjectNode> lines) throws CliException, InterruptedException {
        CliEvent before = null;
        for (Map.Entry<String, ObjectNode> result :
                ToolResults.of(wanted.question()).orElseThrow().entrySet()) {
            if (before != null) {
                dialogue.await(before::equals, SILENCE, "did not take a tool's result");
            }
            lines.add(dialogue.calls().answer(result.getKey(), result.getValue()));
            dialogue.write(lines);
            lines.clear();
            before = new CliEvent.ResultTaken(result.getKey());
        }
        held.told(wanted.digests().get(wanted.digests().size() - 1), "", false);
        held.callsAnswered();
    }

    /** Waits until the CLI is about to ask the API, and then seals it, so that it asks for no other answer by itself. */
    void awaitRequest(boolean seal) throws CliException, InterruptedException {
        CliEvent event = await(Replayer::isSignOfTheApi, "did not take the question");
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
            // it can ask nothing more; the caller reads what it has said, and then learns of its end
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

    /** Waits until the CLI has called every tool that its answer calls, so that the calls can be answered. */
    void awaitCalls(Set<String> calls) throws CliException, InterruptedException {
        while (!dialogue.calls().holdAll(calls)) {
            dialogue.await(CliEvent.Asked.class::isInstance, SILENCE, "did not call a tool");
        }
    }

    /**
     * Goes back to where the conversation had this many messages, whatever the CLI is doing. No message of another
     * conversation may be sent before the CLI has confirmed; lines that are no messages can go along.
     *
     * @param along lines that are sent right after the request; cleared then
     * @throws CliException when the CLI does not confirm; then nobody knows what it holds
     */
    void rewind(int kept, List<ObjectNode> along) throws CliException, InterruptedException {
        String target = held.target(kept);
        for (int i = 0; i < REWIND_TRIES; i++) {
            ObjectNode line = CliLines.rewind("rewind-" + ++rewinds, target, held.lastLine());
            JsonNode answer = dialogue.control(line, along, REWIND_LIMIT);
            along.clear();
            if (answer.path("rewound").isBoolean() && answer.path("rewound").booleanValue()) {
                held.rewound(kept);
                dialogue.calls().forget();
                return;
            }
            if (!NOT_YET.contains(answer.path("reason").asText(""))) {
                throw new CliException(
                        Kind.ODD,
                        "The claude CLI refused to rewind the conversation: "
                                + answer.path("reason").asText("it gave no reason"));
            }
            dialogue.next(REWIND_PAUSE).ifPresent(passed -> {});
        }
        throw new CliException(Kind.UNRESPONSIVE, "The claude CLI did not rewind the conversation in time");
    }

    private static boolean isUsers(ObjectNode message) {
        return "user".equals(message.path("role").textValue());
    }

    /** The CLI never separates a tool result from its call. */
    private static boolean canBeGoneBackTo(ObjectNode message) {
        for (JsonNode block : message.path("content")) {
            if ("tool_result".equals(block.path("type").textValue())) {
                return false;
            }
        }
        return true;
    }

    /** New each time: the CLI silently drops a line whose uuid it has seen before. */
    private static String newLine() {
        return UUID.randomUUID().toString();
    }
}
