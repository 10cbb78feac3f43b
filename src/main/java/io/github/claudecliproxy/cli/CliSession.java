package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One CLI process with one conversation. The turn's thread calls {@link #ask}, then {@link #next} until the answer is
 * whole, then {@link #close}; {@link #terminate} may come from any thread and makes those calls end with a
 * {@link CliException} soon after.
 */
public final class CliSession implements AutoCloseable {
    private final CliProcess process;
    private final SessionSpec spec;
    private final Origin origin;
    private final Duration startLimit;
    private final long startedNanos = System.nanoTime();
    private final ClientTools tools;
    private boolean heard;

    /** How the session came to its turn. */
    public enum Origin {
        /** Its process was started for this turn. */
        COLD
    }

    CliSession(CliProcess process, SessionSpec spec, Duration startLimit, Origin origin) {
        this.process = process;
        this.spec = spec;
        this.tools = new ClientTools(spec.tools());
        this.startLimit = startLimit;
        this.origin = origin;
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Tells the CLI the system prompt, this turn's settings and the history, then asks the question. Returns as soon as
     * the question is written.
     *
     * @throws CliException when the process ends or stays silent
     */
    public void ask() throws CliException, InterruptedException {
        begin();
        process.write(Json.bytes(CliLines.user(spec.question(), true)));
    }

    private void begin() throws CliException, InterruptedException {
        process.write(Json.bytes(CliLines.initialize(spec.systemPrompt(), tools)));
        process.write(Json.bytes(CliLines.settings(spec.settings())));
        for (ObjectNode past : spec.history()) {
            replay(past);
        }
    }

    /**
     * Asks the CLI about the whole conversation, the question included, without asking the model.
     *
     * @return the CLI's {@code get_context_usage}
     */
    public JsonNode usage(Duration limit) throws CliException, InterruptedException {
        begin();
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
        process.write(Json.bytes(CliLines.initialize(List.of(), tools)));
        return control(subtype, limit);
    }

    private JsonNode control(String subtype, Duration limit) throws CliException, InterruptedException {
        process.write(Json.bytes(CliLines.question(subtype)));
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
            process.write(Json.bytes(CliLines.assistant(past)));
            return;
        }
        process.write(Json.bytes(CliLines.user(past, false)));
        long deadline = System.nanoTime() + startLimit.toNanos();
        while (!(next(startLimit).orElse(null) instanceof CliEvent.TurnEnded)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CliException(Kind.UNRESPONSIVE, "The claude CLI did not take the conversation's history");
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
                if (event.orElse(null) instanceof CliEvent.Asked asked) {
                    answer(asked);
                } else if (event.isPresent()) {
                    return event;
                }
            } else if (System.nanoTime() - end >= 0) {
                return Optional.empty();
            }
        }
    }

    private void answer(CliEvent.Asked asked) throws CliException {
        Optional<ObjectNode> answer = tools.answer(asked.request());
        if (answer.isPresent()) {
            process.write(Json.bytes(CliLines.answer(asked.requestId(), answer.orElseThrow())));
        }
    }

    private Duration untilStartLimit(long wanted) throws CliException {
        long left = startLimit.toNanos() - (System.nanoTime() - startedNanos);
        if (left <= 0) {
            throw new CliException(
                    Kind.UNRESPONSIVE,
                    "The claude CLI said nothing for " + startLimit.toSeconds() + " s after its start");
        }
        return Duration.ofNanos(Math.min(left, wanted));
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
