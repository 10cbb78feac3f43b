package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One CLI process with one conversation. The turn's thread calls {@link #ask}, then {@link #next} until the answer is
 * whole, then {@link #close}, or leaves it parked for the conversation's next turn, whose thread does the same;
 * {@link #terminate} may come from any thread and makes those calls end with a {@link CliException} soon after.
 */
public final class CliSession implements AutoCloseable {
    private final CliProcess process;
    private final CliDialogue dialogue;
    private Origin origin;
    private SessionSpec.@Nullable Opening opening;
    private @Nullable ObjectNode applied;
    private Rest rest = Rest.FRESH;
    private boolean sealed;
    private boolean watched;

    /** How the session came to its turn. */
    public enum Origin {
        /** It already had the conversation up to the question. */
        CONTINUED,
        /** Its process ran before the request came. */
        WARM,
        /** Its process was started for this turn. */
        COLD
    }

    /** Where the conversation stands between turns. */
    private enum Rest {
        /** Nothing has been said. */
        FRESH,
        /** The question was answered. */
        ANSWERED,
        /** The CLI waits for the results of the client's tools. */
        CALLS_HELD
    }

    CliSession(CliProcess process, Duration startLimit) {
        this.process = process;
        this.dialogue = new CliDialogue(process, startLimit);
        this.origin = Origin.COLD;
    }

    public Origin origin() {
        return origin;
    }

    /** Tells a spare the settings that most turns begin with, so that the CLI has booted when it has answered. */
    void warmUp(ObjectNode settings) throws CliException {
        apply(settings);
    }

    /** Tells a spare what the conversations begin with that it will be for. */
    void prepare(SessionSpec.Opening likely) throws CliException {
        initialize(likely);
        apply(likely.settings());
    }

    /** Whether a spare can serve the conversation, as what was told to it cannot be taken back. */
    boolean fits(SessionSpec.Opening wanted) {
        return (opening == null || opening.announcesAs(wanted))
                && (applied == null || CliLines.covers(wanted.settings(), applied));
    }

    /** To be called by whoever takes the session for a turn, before anything else. */
    void leasedAs(Origin how) {
        origin = how;
        dialogue.startAgain();
    }

    /**
     * Asks the question: a parked session is told only that, any other the whole conversation before it. Returns as soon
     * as the question is written.
     *
     * @throws CliException when the process ends or stays silent
     */
    public void ask(SessionSpec spec) throws CliException, InterruptedException {
        switch (rest) {
            case FRESH -> {
                begin(spec);
                question(spec);
            }
            case ANSWERED -> {
                awaitTurnEnd("did not end its turn");
                dialogue.refuseMore();
                question(spec);
            }
            case CALLS_HELD -> bring(ToolResults.of(spec.question()).orElseThrow());
        }
    }

    /**
     * Answers the held calls, in the client's order and each when the CLI has taken the one before: it tells the API of
     * results in the order in which it takes them, and of such as come together in any.
     */
    private void bring(Map<String, ObjectNode> results) throws CliException, InterruptedException {
        String before = "";
        for (Map.Entry<String, ObjectNode> result : results.entrySet()) {
            String toolUse = result.getKey();
            CliEvent taken = new CliEvent.ResultTaken(before);
            if (!before.isEmpty()) {
                dialogue.await(event -> event.equals(taken), "did not take a tool's result");
            }
            if (!dialogue.calls().holds(toolUse)) {
                dialogue.await(event -> dialogue.calls().holds(toolUse), "did not call a tool");
            }
            dialogue.write(dialogue.calls().answer(toolUse, result.getValue()));
            before = toolUse;
        }
    }

    private void question(SessionSpec spec) throws CliException {
        dialogue.write(CliLines.user(spec.question(), true));
    }

    private void begin(SessionSpec spec) throws CliException, InterruptedException {
        if (opening == null) {
            initialize(spec.opening());
        }
        apply(spec.settings());
        for (ObjectNode past : spec.history()) {
            replay(past);
        }
    }

    private void initialize(SessionSpec.Opening with) throws CliException {
        opening = with;
        ClientTools tools = new ClientTools(with.tools());
        dialogue.answerWith(tools);
        dialogue.write(CliLines.initialize(with.systemPrompt(), tools));
    }

    private void apply(ObjectNode settings) throws CliException {
        if (!settings.equals(applied)) {
            dialogue.write(CliLines.settings(settings));
            applied = settings;
        }
    }

    /**
     * Asks the CLI about the whole conversation, the question included, without asking the model.
     *
     * @return the CLI's {@code get_context_usage}
     */
    public JsonNode usage(SessionSpec spec, Duration limit) throws CliException, InterruptedException {
        begin(spec);
        replay(spec.question());
        return dialogue.control("get_context_usage", limit);
    }

    /**
     * Asks something of the CLI alone, with no conversation.
     *
     * @param subtype a control request without arguments
     * @throws CliException when the process ends, or does not answer within {@code limit}
     */
    public JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException {
        initialize(SessionSpec.Opening.NONE);
        return dialogue.control(subtype, limit);
    }

    /**
     * A user message of the past must be acknowledged before the next line: otherwise the CLI puts all answers first
     * and merges all questions into one.
     */
    private void replay(ObjectNode past) throws CliException, InterruptedException {
        if ("assistant".equals(past.path("role").textValue())) {
            dialogue.write(CliLines.assistant(past));
            return;
        }
        dialogue.write(CliLines.user(past, false));
        awaitTurnEnd("did not take the conversation's history");
    }

    private void awaitTurnEnd(String failure) throws CliException, InterruptedException {
        dialogue.await(CliEvent.TurnEnded.class::isInstance, failure);
    }

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or has said nothing at all within the start limit
     */
    public Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        return dialogue.next(wait);
    }

    /**
     * Makes the CLI refuse every further request of its own to the API, which it would make by itself after an answer
     * that was cut off; the answer that is under way is not touched. Idempotent.
     */
    public void seal() throws CliException {
        if (!sealed) {
            sealed = true;
            dialogue.write(CliLines.seal());
        }
    }

    /** The answer is whole; what may follow is the conversation's next turn. */
    void rest(boolean callsHeld) throws CliException {
        if (sealed) {
            sealed = false;
            dialogue.write(CliLines.unseal());
        }
        rest = callsHeld ? Rest.CALLS_HELD : Rest.ANSWERED;
    }

    /** Has the end of the process told, once however often the session is parked. */
    void whenFirstParked(Runnable onGone) {
        if (!watched) {
            watched = true;
            CompletableFuture<Void> unused = process.gone().thenRun(onGone);
        }
    }

    CliProcess process() {
        return process;
    }

    /** Ends the session's process from any thread, without waiting. Idempotent. */
    public void terminate() {
        process.terminate();
    }

    /** Ends the process this instant, before it can go on by itself; what it has written can still be read. */
    public void stopHere() {
        process.stopNow();
    }

    /** Ends the process and waits until it is gone. */
    @Override
    public void close() {
        process.close();
    }
}
