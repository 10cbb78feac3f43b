package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.SessionLease;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Failures;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The answer of a running turn, pulled event by event on the turn's thread. */
public final class TurnStream {
    /** How long the CLI may take to say why a stream broke. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Turn turn;
    private final SessionLease lease;
    private final Session session;
    private final TurnPlan plan;
    private final AnswerReader answer;
    private final Duration queued;
    private final Usage usage;
    private final MessageAccumulator gathered = new MessageAccumulator();
    private final AnswerShape shape = new AnswerShape();

    TurnStream(Turn turn, SessionLease lease, TurnPlan plan, AnswerReader answer, Duration queued, Usage usage) {
        this.turn = turn;
        this.lease = lease;
        this.session = lease.session();
        this.plan = plan;
        this.answer = answer;
        this.queued = queued;
        this.usage = usage;
    }

    /**
     * The next event of the answer; empty when none came within {@code wait}. The turn is settled as completed before
     * the last event is returned.
     *
     * @throws WorkException when the turn has failed, timed out or was cancelled; the stream is at its end then
     */
    public Optional<MessageEvent> next(Duration wait) throws WorkException {
        try {
            return pull(wait);
        } catch (CliException failure) {
            return Optional.of(lastWord(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            turn.cancel(CancelReason.SERVER_STOPPING);
            throw turn.failed(Failures.cancelled(CancelReason.SERVER_STOPPING, Duration.ZERO));
        } catch (WorkException failure) {
            if (plan.cliRunsTools()) {
                session.kill(); // any gentler end leaves it the time to run a tool and ask the API for another answer
            }
            throw turn.failed(failure);
        }
    }

    private Optional<MessageEvent> pull(Duration wait) throws WorkException, CliException, InterruptedException {
        Deadline end = Deadline.after(wait);
        while (true) {
            turn.checkCancelled();
            Optional<CliEvent> event = session.next(end.left());
            if (event.isEmpty()) {
                return Optional.empty();
            }
            Optional<MessageEvent> answered = answer.accept(event.orElseThrow());
            if (answered.isPresent()) {
                return Optional.of(pass(answered.orElseThrow()));
            }
            if (answer.brokenOff()) {
                throw why();
            }
        }
    }

    /** Keeps the CLI from asking the API again, and waits for it to say why the stream broke. */
    private WorkException why() throws WorkException, CliException, InterruptedException {
        session.interrupt();
        Deadline end = Deadline.after(LAST_WORDS);
        while (!end.passed()) {
            Optional<CliEvent> event = session.next(end.left());
            if (event.isPresent() && !(event.orElseThrow() instanceof CliEvent.Streamed)) {
                Optional<MessageEvent> none = answer.accept(event.orElseThrow()); // throws what it says
                if (none.isPresent()) {
                    break;
                }
            }
        }
        return Failures.brokenOff();
    }

    private MessageEvent pass(MessageEvent event) throws WorkException {
        if (usage.add(event)) {
            turn.answering();
        }
        gathered.add(event);
        shape.add(event);
        if (answer.ended()) {
            boolean goesOn = plan.clientRunsTools()
                    && !plan.answerIsBegun()
                    && shape.canGoOn(answer.stopReason(), plan.tools(), gathered.content());
            turn.complete();
            if (goesOn) {
                lease.keep(gathered.content());
            }
        }
        return event;
    }

    private MessageEvent lastWord(CliException failure) throws WorkException {
        try {
            turn.checkCancelled();
        } catch (WorkException cancelled) {
            throw turn.failed(cancelled);
        }
        if (!answer.wholeButForStop()) {
            throw turn.failed(Failures.ofCli(failure, answer.begun()));
        }
        answer.end();
        turn.complete();
        return MessageEvent.stop();
    }

    /** A fault of ours has ended the answer: logs it, settles the turn, and returns what the client is told. */
    public WorkException fault(Throwable fault) {
        turn.onFault(fault);
        return turn.failed(Failures.fault());
    }

    /** Whether the whole answer was pulled. */
    public boolean ended() {
        return answer.ended();
    }

    public Duration queued() {
        return queued;
    }

    /** How the turn got its session: {@code continued}, {@code branched}, {@code warm} or {@code cold}. */
    public String session() {
        return lease.origin().name().toLowerCase(Locale.ROOT);
    }

    /** The fields of the request that are not honoured. */
    public Set<String> ignored() {
        return turn.request().ignored();
    }

    /** The message, as far as it was pulled. */
    public MessageAccumulator gathered() {
        return gathered;
    }

    public Usage usage() {
        return usage;
    }
}
