package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lines to the CLI and events from it. What the CLI asks about the client's tools is answered in passing; calls of them
 * are held. For the turn's thread.
 */
final class CliDialogue {
    private final CliProcess process;
    private final Duration startLimit;
    private final HeldCalls calls = new HeldCalls();
    private final OddLines odd = new OddLines();
    private ClientTools tools = new ClientTools(List.of());
    private long leasedNanos = System.nanoTime();
    private boolean heard;

    /**
     * A dialogue with a process.
     *
     * @param startLimit how long the CLI may say nothing at the beginning of a turn, or take for one step of ours
     */
    CliDialogue(CliProcess process, Duration startLimit) {
        this.process = process;
        this.startLimit = startLimit;
    }

    /** A turn begins: the start limit counts from now. */
    void startAgain() {
        leasedNanos = System.nanoTime();
        heard = false;
    }

    /** The tools that the CLI may ask about from now on. */
    void answerWith(ClientTools clientTools) {
        tools = clientTools;
    }

    HeldCalls calls() {
        return calls;
    }

    void write(ObjectNode line) throws CliException {
        process.write(Json.bytes(line));
    }

    /** Asks a control request without arguments, and waits for its answer. */
    JsonNode control(String subtype, Duration limit) throws CliException, InterruptedException {
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

    /** Passes over events until the wanted one has come. */
    void await(Predicate<CliEvent> wanted, String failure) throws CliException, InterruptedException {
        long deadline = System.nanoTime() + startLimit.toNanos();
        while (next(startLimit).filter(wanted).isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CliException(Kind.UNRESPONSIVE, "The claude CLI " + failure);
            }
        }
    }

    /**
     * Makes sure that no answer is here that nobody has asked for: it would be taken for the next one.
     *
     * @throws CliException when there is one
     */
    void refuseMore() throws CliException, InterruptedException {
        for (Optional<CliEvent> more = next(Duration.ZERO); more.isPresent(); more = next(Duration.ZERO)) {
            if (more.orElseThrow() instanceof CliEvent.Streamed) {
                throw new CliException(Kind.EXITED, "The claude CLI answered more than it was asked");
            }
        }
    }

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or has said nothing at all within the start limit
     */
    Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            Optional<byte[]> line = process.next(heard ? Duration.ofNanos(left) : untilStartLimit(left));
            if (line.isPresent()) {
                heard = true;
                Optional<CliEvent> event = CliLines.read(line.orElseThrow(), odd);
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
}
