package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.work.Failures;
import io.github.claudecliproxy.work.WorkException;
import java.util.Optional;

/**
 * Tells the client's answer from everything else that the CLI does.
 *
 * <p>An end counts only with a stop_reason: when the API breaks off, the CLI still closes the stream as if all were
 * well. And the answer ends where the API ended it: after {@code max_tokens} or a refusal the CLI would continue by
 * itself.
 */
final class AnswerReader {
    private static final String TOOL_USE = "tool_use";

    private final int maxTurns;
    private final int retries;
    private final boolean clientRunsTools;
    private int turns;
    private boolean begun;
    private boolean ended;
    private boolean brokenOff;
    private String stopReason = "";

    AnswerReader(int maxTurns) {
        this(maxTurns, 0, maxTurns == 1);
    }

    /**
     * Reads one answer.
     *
     * @param maxTurns the most answers of the model in this turn
     * @param retries how often the CLI may ask a failing API again; only before the answer has begun
     * @param clientRunsTools whether the client runs the tools, so that a tool call ends the turn
     */
    AnswerReader(int maxTurns, int retries, boolean clientRunsTools) {
        this.clientRunsTools = clientRunsTools;
        this.maxTurns = maxTurns;
        this.retries = retries;
    }

    /** The event for the client, if this is one. */
    Optional<MessageEvent> accept(CliEvent event) throws WorkException {
        if (event instanceof CliEvent.Streamed streamed) {
            return streamed(MessageEvent.of(streamed.event()));
        }
        if (event instanceof CliEvent.ApiFailed failed && !failed.bySeal()) {
            throw Failures.ofApi(failed, begun);
        }
        if (event instanceof CliEvent.Retrying retrying && (begun || retrying.attempt() > retries)) {
            throw Failures.ofRetry(retrying, begun);
        }
        if (event instanceof CliEvent.TurnEnded && brokenOff) {
            throw Failures.brokenOff();
        }
        if (event instanceof CliEvent.TurnEnded end) {
            throw isTurnLimit(end) ? Failures.turnLimit(maxTurns) : Failures.ofEnd(end, begun);
        }
        return Optional.empty();
    }

    private static boolean isTurnLimit(CliEvent.TurnEnded end) {
        return end.subtype().equals("error_max_turns");
    }

    private Optional<MessageEvent> streamed(MessageEvent event) throws WorkException {
        switch (event.type()) {
            case MessageEvent.MESSAGE_START -> {
                begun = true;
                stopReason = "";
                turns++;
            }
            case MessageEvent.MESSAGE_DELTA -> {
                stopReason = event.stopReason();
                if (stopReason.isEmpty()) {
                    return Optional.empty(); // the CLI's own, after a broken stream
                }
                if (goesOn() && turns >= maxTurns) {
                    throw Failures.turnLimit(maxTurns);
                }
            }
            case MessageEvent.MESSAGE_STOP -> {
                if (stopReason.isEmpty()) {
                    brokenOff = true;
                    return Optional.empty();
                }
                ended = !goesOn();
            }
            default -> {
                // content: passes as it is
            }
        }
        return Optional.of(event);
    }

    /** Whether the CLI runs its own tools and then asks the model again. */
    private boolean goesOn() {
        return stopReason.equals(TOOL_USE) && !clientRunsTools;
    }

    /**
     * Whether the API broke off, after which the CLI closed the stream as if all were well. It may ask again by
     * itself.
     */
    boolean brokenOff() {
        return brokenOff;
    }

    /** Whether only {@code message_stop} is missing of the answer. For a process that has ended. */
    boolean wholeButForStop() {
        return !ended && !stopReason.isEmpty() && !goesOn();
    }

    void end() {
        ended = true;
    }

    /** Why the API ended its answer; empty until it has. */
    String stopReason() {
        return stopReason;
    }

    boolean begun() {
        return begun;
    }

    boolean ended() {
        return ended;
    }
}
