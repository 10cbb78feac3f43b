package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One CLI process with one conversation. The turn's thread calls {@link #ask}, then {@link #next} until the answer is
 * whole, then {@link #close}, or leaves it parked for the conversation's next turn, whose thread does the same;
 * {@link #terminate} may come from any thread and makes those calls end with a {@link CliException} soon after.
 */
public final class CliSession implements AutoCloseable {
    private final CliProcess process;
    private final Duration startLimit;
    private final HeldCalls calls = new HeldCalls();
    private Origin origin;
    private SessionSpec.@Nullable Opening opening;
    private ClientTools tools = new ClientTools(List.of());
    private @Nullable ObjectNode applied;
    private Rest rest = Rest.FRESH;
    private long leasedNanos = System.nanoTime();
    private boolean heard;
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
        this.startLimit = startLimit;
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
        leasedNanos = System.nanoTime();
        heard = false;
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
                await(event -> event.equals(taken), "did not take a tool's result");
            }
            if (!calls.holds(toolUse)) {
                await(event -> calls.holds(toolUse), "did not call a tool");
            }
            write(calls.answer(toolUse, result.getValue()));
            before = toolUse;
        }
    }

    private void question(SessionSpec spec) throws CliException {
        write(CliLines.user(spec.question(), true));
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
        tools = new ClientTools(with.tools());
        write(CliLines.initialize(with.systemPrompt(), tools));
    }

    private void apply(ObjectNode settings) throws CliException {
        if (!settings.equals(applied)) {
            write(CliLines.settings(settings));
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
        return control("get_context_usage", limit);
    }

    /**
     * Asks something of the CLI alone, with no conversation.
     *
     * @param subtype a control request without arguments
     * @throws CliException when the process ends, or does not answer within {@code limit}
     */
    public JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException {
        initialize(SessionSpec.Opening.NONE);
        return control(subtype, limit);
    }

    private JsonNode control(String subtype, Duration limit) throws CliException, InterruptedException {
        write(CliLines.question(subtype));
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            if (next(Duration.ofNanos(left)).orElse(null) instanceof CliEvent.Answered answered
                    && answered.requestId().equals(subtype)) {
                return answered.answer();
            }
        }
        throw new CliException(Kind.UNRESPONSIVE, "The claude CLI did not answer " + subtype);
    }

    /**
     * A user message of the past must be acknowledged before the next line: otherwise the CLI puts all answers first
     * and merges all questions into one.
     */
    private void replay(ObjectNode past) throws CliException, InterruptedException {
        if ("assistant".equals(past.path("role").textValue())) {
            write(CliLines.assistant(past));
            return;
        }
        write(CliLines.user(past, false));
        awaitTurnEnd("did not take the conversation's history");
    }

    private void awaitTurnEnd(String failure) throws CliException, InterruptedException {
        await(CliEvent.TurnEnded.class::isInstance, failure);
    }

    private void await(Predicate<CliEvent> wanted, String failure) throws CliException, InterruptedException {
        long deadline = System.nanoTime() + startLimit.toNanos();
        while (next(startLimit).filter(wanted).isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CliException(Kind.UNRESPONSIVE, "The claude CLI " + failure);
            }
        }
    }

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or has said nothing at all within the start limit
     */
    public Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            Optional<byte[]> line = process.next(heard ? Duration.ofNanos(left) : untilStartLimit(left));
            if (line.isPresent()) {
                heard = true;
                Optional<CliEvent> event = CliLines.read(line.orElseThrow());
                if (event.orElse(null) instanceof CliEvent.Asked asked && !held(asked)) {
                    answer(asked);
                } else if (event.isPresent()) {
                    return event;
                }
            } else if (System.nanoTime() - end >= 0) {
                return Optional.empty();
            }
        }
    }

    private boolean held(CliEvent.Asked asked) {
        boolean held = ClientTools.isCall(asked.request());
        if (held) {
            calls.called(asked);
        }
        return held;
    }

    private void answer(CliEvent.Asked asked) throws CliException {
        Optional<ObjectNode> answer = tools.answer(asked.request());
        if (answer.isPresent()) {
            write(CliLines.answer(asked.requestId(), answer.orElseThrow()));
        }
    }

    private Duration untilStartLimit(long wanted) throws CliException {
        long left = startLimit.toNanos() - (System.nanoTime() - leasedNanos);
        if (left <= 0) {
            throw new CliException(
                    Kind.UNRESPONSIVE,
                    "The claude CLI said nothing for " + startLimit.toSeconds() + " s after its start");
        }
        return Duration.ofNanos(Math.min(left, wanted));
    }

    /**
     * Makes the CLI refuse every further request of its own to the API, which it would make by itself after an answer
     * that was cut off; the answer that is under way is not touched. Idempotent.
     */
    public void seal() throws CliException {
        if (!sealed) {
            sealed = true;
            write(CliLines.seal());
        }
    }

    /** The answer is whole; what may follow is the conversation's next turn. */
    void rest(boolean callsHeld) throws CliException {
        if (sealed) {
            sealed = false;
            write(CliLines.unseal());
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

    private void write(ObjectNode line) throws CliException {
        process.write(Json.bytes(line));
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
