package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings.Pooling;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.process.CliProcess;
import io.github.claudecliproxy.cli.protocol.CliDialogue;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with the real CLI: who may have it, whether a turn runs in it, and how its process ends. What the process is
 * told is the {@link CliConversation}'s business.
 *
 * <p>It belongs to one thread at a time: that of the turn that leases it, or of whoever has taken it out of the pool. The
 * hand-over through the pool also publishes what the thread before has written. Only {@link #settle}, {@link #prepareNext},
 * {@link #cancel} and the ways to end the process may be called while another thread has it.
 */
public final class CliSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(CliSession.class);
    private static final int BAD_REQUEST = 400;

    private final CliProcess process;
    private final CliVersion version;
    private final SpawnKey key;
    private final Pooling pooling;
    private final boolean reused;
    private final CliDialogue dialogue;
    private final CliConversation conversation;
    private final Deadline maxAge;
    private final AtomicLong turn = new AtomicLong();
    private String owner = "";
    private boolean owned;
    private boolean returned;
    private volatile boolean broken;
    private volatile boolean begunWithoutCache;

    @GuardedBy("this")
    private Phase phase = Phase.IDLE;

    private enum Phase {
        /** A turn runs, and has no answer yet. */
        IN_TURN,
        /** The client has the answer; nobody has seen the CLI end its own turn yet. */
        ANSWERED,
        /** The CLI itself is asked something, outside any conversation. */
        ASKED,
        IDLE
    }

    /**
     * A session with a process that has just been started.
     *
     * @param reused whether the process may serve one conversation after the other
     * @param plan is told what the CLI says of the operator's plan
     */
    public CliSession(
            CliProcess process,
            CliVersion version,
            SpawnKey key,
            Duration startLimit,
            Pooling pooling,
            boolean reused,
            PlanWindows plan) {
        this.process = process;
        this.version = version;
        this.key = key;
        this.pooling = pooling;
        this.reused = reused;
        this.dialogue = new CliDialogue(
                process, (decisive, others) -> plan.heard(key.model().orElse(""), decisive, others));
        this.conversation = new CliConversation(dialogue, key.model(), startLimit, reused);
        this.maxAge = Deadline.after(pooling.maxAge());
    }

    /**
     * Waits until the process has booted. If it is to be reused, tries whether it can be emptied.
     *
     * @throws CliException of kind ODD when it cannot be emptied; then nobody may use this process
     */
    public void boot() throws CliException, InterruptedException {
        conversation.boot();
    }

    @Override
    public SpawnKey key() {
        return key;
    }

    @Override
    public CliVersion version() {
        return version;
    }

    @Override
    public Fit fit(SessionSpec wanted) {
        if (!key.equals(wanted.key()) || broken) {
            return Fit.NONE;
        }
        if (wanted.messages().isEmpty()) {
            return Fit.EMPTY; // a question to the CLI itself does not touch the conversation
        }
        if (!owned && conversation.isEmpty()) {
            return conversation.canBegin(wanted) ? Fit.EMPTY : Fit.NONE;
        }
        if (!wanted.owner().equals(owner)) {
            boolean shared = reused && pooling.shared();
            return shared && conversation.canTakeSystemPrompt(wanted) ? Fit.AFTER_REWIND : Fit.NONE;
        }
        return conversation.fit(wanted);
    }

    @Override
    public boolean isEmpty() {
        return conversation.isEmpty();
    }

    @Override
    public boolean expectsMore() {
        return returned || conversation.hasOpenCalls();
    }

    @Override
    public void ask(SessionSpec wanted) throws CliException, InterruptedException {
        begin(wanted);
        conversation.ask(wanted);
    }

    @Override
    public JsonNode usage(SessionSpec wanted, Duration limit) throws CliException, InterruptedException {
        begin(wanted);
        conversation.tell(wanted);
        return dialogue.question("get_context_usage", limit);
    }

    private synchronized void begin(SessionSpec wanted) throws CliException, InterruptedException {
        if (!becomesIdle()) {
            throw previousTurnRuns();
        }
        phase = Phase.IN_TURN;
        turn.incrementAndGet();
        dialogue.startAgain();
        dialogue.skipAll();
        conversation.turnBegins(!wanted.isTurn());
        owner = wanted.owner();
        owned = true;
        returned = wanted.isTurn() && wanted.messages().size() > 1;
        begunWithoutCache = wanted.settings().caching() == TurnSettings.Caching.NONE;
    }

    private static CliException previousTurnRuns() {
        return new CliException(Kind.ODD, "The claude CLI did not end its previous turn in time");
    }

    @Override
    public Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        Optional<CliEvent> event = dialogue.next(wait);
        if (event.orElse(null) instanceof CliEvent.ApiFailed failed && failed.status() == BAD_REQUEST) {
            broken = true; // the CLI tries again without some of its beta headers, and never sends those again
        }
        return event;
    }

    @Override
    public void interrupt() throws CliException {
        dialogue.write(CliLines.question("interrupt", "interrupt"));
    }

    @Override
    public synchronized void keep(JsonNode answer) {
        conversation.keep(answer);
        turn.incrementAndGet();
        phase = Phase.ANSWERED;
    }

    @Override
    public synchronized boolean settle() throws InterruptedException {
        conversation.expectPromptness();
        return becomesIdle();
    }

    @GuardedBy("this")
    private boolean becomesIdle() throws InterruptedException {
        if (phase == Phase.ANSWERED) {
            phase = Phase.IDLE;
            betweenTurns(conversation::awaitEnd);
        }
        return isUsable();
    }

    @Override
    public synchronized boolean giveUp() throws InterruptedException {
        turn.incrementAndGet(); // also of a turn that was cancelled before it has asked
        if (phase == Phase.IN_TURN) {
            phase = Phase.IDLE;
            betweenTurns(conversation::goBack);
        }
        return isUsable();
    }

    @Override
    public boolean empty() throws InterruptedException {
        if (!reused || !settle()) {
            return false;
        }
        betweenTurns(Step.unattended(process, conversation::empty));
        return isUsable();
    }

    private boolean isUsable() {
        return isAlive() && !broken;
    }

    /** A session that fails in the step serves no other turn. */
    private void betweenTurns(Step step) throws InterruptedException {
        conversation.expectPromptness();
        try {
            dialogue.startAgain();
            step.take();
        } catch (CliException failed) {
            giveUpOn(failed);
        }
    }

    private void giveUpOn(CliException failure) {
        broken = true;
        LOG.atInfo()
                .addKeyValue("pid", process.pid())
                .addKeyValue("reason", failure.summary())
                .log("CLI_GIVEN_UP");
    }

    @Override
    public boolean foreseesChange() {
        return begunWithoutCache;
    }

    /** In place: a client that comes back in this moment still finds its conversation in the pool. */
    @Override
    public synchronized boolean prepareNext() throws InterruptedException {
        if (phase == Phase.IDLE && begunWithoutCache) {
            begunWithoutCache = false;
            try {
                Step.unattended(process, conversation::expectNext).take();
            } catch (CliException failed) {
                giveUpOn(failed);
            }
        }
        return isUsable();
    }

    @Override
    public JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException {
        beginAsking();
        try {
            conversation.initialize();
            return dialogue.question(subtype, limit);
        } catch (CliException unanswered) {
            broken = true; // what keeps the CLI from answering would keep it from the next turn
            throw unanswered;
        } finally {
            endAsking();
        }
    }

    private synchronized void beginAsking() throws CliException, InterruptedException {
        conversation.expectPromptness();
        if (!becomesIdle()) {
            throw previousTurnRuns();
        }
        dialogue.startAgain();
        phase = Phase.ASKED;
    }

    private synchronized void endAsking() {
        phase = Phase.IDLE;
    }

    /**
     * The process is only ended when the turn still runs after the grace: it may be blocked where no line reaches it. A
     * later turn has another number, and is not ended for this one.
     */
    @Override
    public void cancel() {
        long cancelled = turn.get();
        dialogue.cancel();
        process.afterGrace(() -> {
            if (turn.get() == cancelled) {
                process.terminate();
            }
        });
    }

    @Override
    public void terminate() {
        process.terminate();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public Optional<String> wornBy() {
        if (maxAge.passed()) {
            return Optional.of("age");
        }
        if (conversation.begun() >= pooling.maxConversations()) {
            return Optional.of("conversations");
        }
        return process.memory() > pooling.maxMemoryBytes() ? Optional.of("memory") : Optional.empty();
    }

    @Override
    public void onGone(Runnable action) {
        CompletableFuture<Void> unused = process.gone().thenRun(action);
    }
}
