package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings.Pooling;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.process.CliProcess;
import io.github.claudecliproxy.cli.protocol.CliDialogue;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ToolResults;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A session with the real CLI.
 *
 * <p>After the CLI's answer is whole it may want to go on by itself: after an answer that was cut off, refused, empty or
 * broken. So as soon as it says that it asks the API, the session is sealed, and whatever it would ask after that it does
 * not ask. The seal is lifted when the turn is over.
 *
 * <p>It belongs to one thread at a time: the turn's that has leased it, or whoever has taken it from the pool, which also
 * makes each see what the one before has done. Only {@link #settle} may be called while another has it.
 *
 * <p>Where a process is reused, {@link #boot} has tried whether it can be emptied. From then on everything that a
 * conversation consists of is set anew for each: system prompt, tools, settings, messages.
 */
public final class CliSession implements Session {
    /** A CLI that runs already answers within milliseconds; one that does not in this time is not waited for. */
    static final Duration SILENCE = Duration.ofSeconds(1);

    private static final int BAD_REQUEST = 400;

    private final CliProcess process;
    private final CliVersion version;
    private final SpawnKey key;
    private final Pooling pooling;
    private final Duration startLimit;
    private final boolean reused;
    private final CliDialogue dialogue;
    private final Setup setup;
    private final HeldConversation held = new HeldConversation();
    private final Storyteller teller;
    private final AtomicLong turn = new AtomicLong();
    private final Deadline maxAge;
    private String owner = "";
    private boolean owned;
    private boolean returned;
    private Phase phase = Phase.AT_REST;
    private boolean asked;
    private boolean counting;
    private volatile boolean broken;
    private volatile boolean begunWithoutCache;
    private int conversations;

    /** Where the session is between two turns. Guarded by this. */
    private enum Phase {
        /** A turn runs, and has no answer yet. */
        IN_TURN,
        /** The client has the answer; the CLI has not ended its own turn, or was not seen to. */
        ANSWERED,
        AT_REST
    }

    /**
     * A session with a process that has just been started.
     *
     * @param reused whether the process may serve one conversation after the other
     */
    public CliSession(
            CliProcess process,
            CliVersion version,
            SpawnKey key,
            Duration startLimit,
            Pooling pooling,
            boolean reused) {
        this.process = process;
        this.version = version;
        this.key = key;
        this.pooling = pooling;
        this.maxAge = Deadline.after(pooling.maxAge());
        this.reused = reused;
        this.dialogue = new CliDialogue(process);
        this.setup = new Setup(dialogue, key.model());
        this.startLimit = startLimit;
        this.teller = new Storyteller(dialogue, held, setup, startLimit);
    }

    /**
     * Waits until the process has booted, and tries whether it can be emptied: by a message that joins the history and is
     * taken back, which the API does not hear of.
     *
     * @throws CliException of kind ODD when it cannot; this process then serves nobody
     */
    public void boot() throws CliException, InterruptedException {
        if (reused) {
            setup.initialize(List.of());
            teller.rehearse();
        } else {
            setup.warmUp(startLimit);
        }
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
            return Fit.BLANK; // its conversation is not touched
        }
        if (held.isEmpty() && !owned) {
            return reused || setup.canBegin(wanted) ? Fit.BLANK : Fit.NONE;
        }
        if (!wanted.owner().equals(owner)) {
            return reused && pooling.shared() && setup.canSay(wanted) ? new Fit(0, true, false) : Fit.NONE;
        }
        Fit fit = held.fit(wanted.digests(), resultsFit(wanted));
        boolean same = setup.saidTheSame(wanted);
        if (!reused) {
            return fit.exact() && same ? fit : Fit.NONE;
        }
        return setup.canSay(wanted) ? fit : Fit.NONE;
    }

    /** Whether the question answers just the calls that the CLI waits for, in a way that it can pass on. */
    private boolean resultsFit(SessionSpec wanted) {
        return setup.toolsAre(wanted.tools())
                && !wanted.messages().isEmpty()
                && ToolResults.of(wanted.question())
                        .filter(results -> results.keySet().equals(held.openCalls()))
                        .isPresent();
    }

    @Override
    public boolean blank() {
        return held.isEmpty();
    }

    @Override
    public boolean expectsMore() {
        return returned || !held.openCalls().isEmpty();
    }

    @Override
    public void ask(SessionSpec wanted) throws CliException, InterruptedException {
        begin(wanted);
        Fit fit = held.fit(wanted.digests(), resultsFit(wanted)); // by the tools that it has, which change next
        List<ObjectNode> changes = setup.change(wanted);
        prepare(fit, changes);
        asked = true;
        if (held.openCalls().isEmpty()) {
            teller.tell(wanted, fit.kept(), true, changes);
        } else {
            teller.bring(wanted, changes);
        }
        teller.awaitRequest(wanted.seals());
    }

    private synchronized void begin(SessionSpec wanted) throws CliException, InterruptedException {
        if (!comesToRest()) {
            throw new CliException(Kind.ODD, "The claude CLI did not come to rest");
        }
        phase = Phase.IN_TURN;
        turn.incrementAndGet();
        dialogue.startAgain();
        dialogue.skipAll();
        asked = false;
        owner = wanted.owner();
        owned = true;
        counting = !wanted.isTurn();
        returned = !counting && wanted.messages().size() > 1;
        begunWithoutCache = wanted.settings().caching() == TurnSettings.Caching.NONE;
    }

    /**
     * Goes back to where the conversations part.
     *
     * @param changes lines to be sent before the conversation; those that are sent are taken out
     */
    private void prepare(Fit fit, List<ObjectNode> changes) throws CliException, InterruptedException {
        if (fit.rewinds()) {
            if (!reused) {
                throw new CliException(Kind.ODD, "The claude CLI has another conversation");
            }
            teller.rewind(fit.kept(), changes);
        }
        if (fit.kept() == 0) {
            conversations++;
        }
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
        dialogue.write(CliLines.question("interrupt"));
    }

    @Override
    public synchronized void keep(JsonNode answer) {
        Set<String> calls = new LinkedHashSet<>();
        for (JsonNode block : answer) {
            if ("tool_use".equals(block.path("type").textValue())) {
                calls.add(block.path("id").asText(""));
            }
        }
        held.answered(MessageIdentity.of("assistant", answer), calls);
        phase = Phase.ANSWERED;
    }

    @Override
    public synchronized boolean settle() throws InterruptedException {
        teller.expectPromptness();
        return comesToRest();
    }

    private boolean comesToRest() throws InterruptedException {
        if (phase == Phase.ANSWERED) {
            phase = Phase.AT_REST;
            rest(this::awaitEnd);
        }
        return isAlive() && !broken;
    }

    @Override
    public synchronized boolean giveUp() throws InterruptedException {
        if (phase == Phase.IN_TURN) {
            phase = Phase.AT_REST;
            turn.incrementAndGet();
            rest(this::goBack);
        }
        return isAlive() && !broken;
    }

    /** What a session does between two turns; one that fails in it serves no other. */
    @FunctionalInterface
    private interface Step {
        void take() throws CliException, InterruptedException;
    }

    private void rest(Step step) throws InterruptedException {
        teller.expectPromptness();
        try {
            dialogue.startAgain();
            step.take();
        } catch (CliException lost) {
            broken = true;
        }
    }

    private void awaitEnd() throws CliException, InterruptedException {
        if (held.openCalls().isEmpty()) {
            teller.awaitTurnEnd();
            setup.unseal();
        } else {
            teller.awaitCalls(held.openCalls());
            setup.unseal(); // it asks nothing before it has the results
        }
    }

    private void goBack() throws CliException, InterruptedException {
        if (!asked) {
            throw new CliException(Kind.ODD, "The claude CLI was left in the middle of a conversation");
        }
        Optional<Integer> kept = counting ? Optional.of(0) : held.beforeLastTarget();
        if (!reused || kept.isEmpty()) {
            throw new CliException(Kind.ODD, "The claude CLI cannot go back");
        }
        teller.rewind(kept.orElseThrow(), new ArrayList<>());
        setup.unseal();
    }

    @Override
    public boolean empty() throws InterruptedException {
        if (!reused || !settle()) {
            return false;
        }
        rest(() -> {
            if (!held.isEmpty()) {
                teller.rewind(0, new ArrayList<>());
                setup.expectNew();
            }
        });
        return isAlive() && !broken;
    }

    @Override
    public boolean foreseesChange() {
        return begunWithoutCache;
    }

    @Override
    public void prepareNext() {
        begunWithoutCache = false;
        try {
            setup.expectNext();
        } catch (CliException lost) {
            broken = true;
        }
    }

    @Override
    public JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException {
        if (!settle()) {
            throw new CliException(Kind.ODD, "The claude CLI did not come to rest");
        }
        setup.initialize(List.of());
        try {
            return dialogue.control(CliLines.question(subtype), limit);
        } catch (CliException unanswered) {
            broken = true; // its answer, if it comes, would be taken for that of another question
            throw unanswered;
        }
    }

    @Override
    public JsonNode usage(SessionSpec wanted, Duration limit) throws CliException, InterruptedException {
        begin(wanted);
        Fit fit = held.fit(wanted.digests(), resultsFit(wanted)); // by the tools that it has, which change next
        List<ObjectNode> changes = setup.change(wanted);
        prepare(fit, changes);
        asked = true;
        teller.tell(wanted, fit.kept(), false, changes);
        return dialogue.control(CliLines.question("get_context_usage"), limit);
    }

    @Override
    public void cancel() {
        long cancelled = turn.get();
        dialogue.cancel();
        process.afterGrace(() -> {
            if (turn.get() == cancelled) { // blocked where no word of ours reaches it
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
        process.stopNow();
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
        if (conversations >= pooling.maxConversations()) {
            return Optional.of("conversations");
        }
        return process.memory() > pooling.maxMemoryBytes() ? Optional.of("memory") : Optional.empty();
    }

    @Override
    public void onGone(Runnable action) {
        CompletableFuture<Void> unused = process.gone().thenRun(action);
    }
}
