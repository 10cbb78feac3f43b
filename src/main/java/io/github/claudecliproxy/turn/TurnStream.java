package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.CliEvent;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSession;
import io.github.claudecliproxy.cli.SessionLease;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The answer of a running turn, pulled event by event. For the turn's thread. */
public final class TurnStream {
    private final Turn turn;
    private final SessionLease lease;
    private final CliSession session;
    private final TurnPlan plan;
    private final AnswerReader answer;
    private final Duration waited;
    private final Tally tally;
    private final MessageAccumulator gathered = new MessageAccumulator();
    private final AnswerShape shape = new AnswerShape();

    TurnStream(Turn turn, SessionLease lease, TurnPlan plan, AnswerReader answer, Duration waited, Tally tally) {
        this.turn = turn;
        this.lease = lease;
        this.session = lease.session();
        this.plan = plan;
        this.answer = answer;
        this.waited = waited;
        this.tally = tally;
    }

    /**
     * The next event of the answer; empty when none came within {@code wait}. The turn is settled as completed before
     * the last event is returned.
     *
     * @throws TurnException when the turn has failed, timed out or was cancelled; the stream is at its end then
     */
    public Optional<MessageEvent> next(Duration wait) throws TurnException {
        long end = System.nanoTime() + wait.toNanos();
        try {
            while (true) {
                turn.checkCancelled();
                Optional<CliEvent> event = session.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                if (event.isEmpty()) {
                    return Optional.empty();
                }
                Optional<MessageEvent> answered = answer.accept(event.orElseThrow());
                if (answered.isPresent()) {
                    return Optional.of(pass(answered.orElseThrow()));
                }
            }
        } catch (CliException failure) {
            return Optional.of(lastWord(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            turn.cancel(CancelReason.SERVER_STOPPING);
            throw turn.settled(Failures.cancelled(CancelReason.SERVER_STOPPING, Duration.ZERO));
        } catch (TurnException failure) {
            session.stopHere(); // before it asks the API again
            throw turn.settled(failure);
        }
    }

    private MessageEvent pass(MessageEvent event) throws TurnException {
        tally.add(event);
        gathered.add(event);
        shape.add(event);
        boolean canGoOn = lease.parks() && shape.canGoOn(answer.stopReason(), plan.tools());
        if (answer.ended()) {
            turn.complete();
            if (canGoOn) {
                lease.park(gathered.content());
            }
        } else if (answer.wholeButForStop()) {
            if (!canGoOn && (lease.parks() || answer.mustStop())) {
                session.stopHere();
            }
        } else if (lease.parks() && shape.nears(plan.maxTokens())) {
            seal();
        }
        return event;
    }

    private void seal() {
        try {
            session.seal();
        } catch (CliException ended) {
            // what it has said before is read first
        }
    }

    private MessageEvent lastWord(CliException failure) throws TurnException {
        try {
            turn.checkCancelled();
        } catch (TurnException cancelled) {
            throw turn.settled(cancelled);
        }
        if (!answer.wholeButForStop()) {
            throw turn.settled(Failures.ofCli(failure, answer.begun()));
        }
        answer.end();
        turn.complete();
        return MessageEvent.stop();
    }

    /** The whole answer was pulled. */
    public boolean ended() {
        return answer.ended();
    }

    /** Gives the answer up: the client is gone. */
    public void abandon() {
        turn.cancel(CancelReason.CLIENT_GONE);
    }

    public Duration waited() {
        return waited;
    }

    /** How the session came to this turn: {@code continued}, {@code warm} or {@code cold}. */
    public String session() {
        return session.origin().name().toLowerCase(Locale.ROOT);
    }

    /** Fields of the request that are not honoured. */
    public Set<String> ignored() {
        return turn.request().ignored();
    }

    /** The message, as far as its events were pulled. */
    public MessageAccumulator gathered() {
        return gathered;
    }

    public Tally tally() {
        return tally;
    }
}
