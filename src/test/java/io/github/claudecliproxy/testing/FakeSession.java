package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A session without a process: it says what a test tells it to, and writes down what is done to it. Thread-safe. */
public final class FakeSession implements Session {
    /** What was done, in order. */
    public final List<String> done = new CopyOnWriteArrayList<>();

    private final SpawnKey key;
    private final List<Runnable> onGone = new CopyOnWriteArrayList<>();
    private volatile Function<SessionSpec, Fit> fit = wanted -> Fit.EMPTY;
    private volatile boolean expectsMore;
    private volatile boolean blank;
    private volatile CliVersion version = CliVersion.FLOOR;
    private volatile boolean settles = true;
    private volatile BooleanSupplier emptying = () -> true;
    private volatile boolean alive = true;
    private volatile boolean foresees;
    private volatile Runnable whilePrepared = () -> {};
    private volatile String worn = "";
    private final Queue<Saying> sayings = new ConcurrentLinkedQueue<>();
    private volatile Optional<CliException> refusal = Optional.empty();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** What it does when its next event is wanted. */
    @FunctionalInterface
    public interface Saying {
        Optional<CliEvent> say(Duration wait) throws CliException, InterruptedException;
    }

    public FakeSession(SpawnKey key) {
        this.key = key;
    }

    public FakeSession fitting(Fit always) {
        return fitting(wanted -> always);
    }

    public FakeSession fitting(Function<SessionSpec, Fit> how) {
        fit = how;
        return this;
    }

    public FakeSession expectingMore() {
        expectsMore = true;
        return this;
    }

    public FakeSession withoutConversation() {
        blank = true;
        return this;
    }

    public FakeSession ofVersion(CliVersion other) {
        version = other;
        return this;
    }

    /** Says these when it is asked for events, each once. */
    public FakeSession saying(CliEvent... events) {
        for (CliEvent event : events) {
            sayings.add(wait -> Optional.of(event));
        }
        return this;
    }

    /** Then does this when its next event is wanted. */
    public FakeSession then(Saying saying) {
        sayings.add(saying);
        return this;
    }

    /** Then its process ends. */
    public FakeSession dying() {
        sayings.add(wait -> {
            die();
            throw new CliException(CliException.Kind.EXITED, "The claude CLI ended");
        });
        return this;
    }

    /** Then it is silent until it is cancelled or ended. */
    public FakeSession waiting() {
        sayings.add(wait -> {
            if (!cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                waiting();
                return Optional.empty();
            }
            throw new CliException(CliException.Kind.CANCELLED, "The turn was cancelled");
        });
        return this;
    }

    /** Takes no question. */
    public FakeSession refusing(CliException why) {
        refusal = Optional.of(why);
        return this;
    }

    public FakeSession settling(boolean well) {
        settles = well;
        return this;
    }

    public FakeSession emptying(boolean well) {
        return emptying(() -> well);
    }

    /** Whether it can be emptied is found out when it is tried. */
    public FakeSession emptying(BooleanSupplier how) {
        emptying = how;
        return this;
    }

    public FakeSession foreseeingChange() {
        return foreseeingChange(() -> {});
    }

    /** The same, and this happens while it is prepared for its next question. */
    public FakeSession foreseeingChange(Runnable meanwhile) {
        foresees = true;
        whilePrepared = meanwhile;
        return this;
    }

    public FakeSession wornByAge() {
        worn = "age";
        return this;
    }

    /** The process ends by itself. */
    public void die() {
        if (alive) {
            alive = false;
            onGone.forEach(Runnable::run);
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
        return fit.apply(wanted);
    }

    @Override
    public boolean isEmpty() {
        return blank;
    }

    @Override
    public boolean expectsMore() {
        return expectsMore;
    }

    @Override
    public void ask(SessionSpec wanted) throws CliException {
        done.add("ask");
        blank = false;
        if (refusal.isPresent()) {
            throw refusal.orElseThrow();
        }
    }

    @Override
    public Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        Saying next = sayings.poll();
        return next == null ? Optional.empty() : next.say(wait);
    }

    @Override
    public void interrupt() {
        done.add("interrupt");
    }

    @Override
    public void keep(JsonNode answer) {
        done.add("keep");
        blank = false;
    }

    @Override
    public boolean settle() throws InterruptedException {
        return comesToRest("settle");
    }

    @Override
    public boolean giveUp() throws InterruptedException {
        return comesToRest("giveUp");
    }

    private boolean comesToRest(String how) throws InterruptedException {
        done.add(how);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return settles;
    }

    @Override
    public boolean empty() {
        done.add("empty");
        boolean well = emptying.getAsBoolean();
        blank |= well;
        return well;
    }

    @Override
    public boolean foreseesChange() {
        return foresees;
    }

    @Override
    public boolean prepareNext() {
        done.add("prepareNext");
        whilePrepared.run();
        foresees = false;
        return settles;
    }

    @Override
    public Optional<String> wornBy() {
        return worn.isEmpty() ? Optional.empty() : Optional.of(worn);
    }

    @Override
    public JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException {
        done.add(subtype);
        Optional<CliEvent> unused = next(limit);
        return Json.object();
    }

    @Override
    public JsonNode usage(SessionSpec wanted, Duration limit) throws CliException, InterruptedException {
        done.add("usage");
        Optional<CliEvent> unused = next(limit);
        ObjectNode report = Json.object();
        ArrayNode categories = report.putArray("categories");
        categories.addObject().put("kind", "used").put("tokens", 3);
        categories.addObject().put("kind", "used").put("tokens", 4);
        categories.addObject().put("kind", "free").put("tokens", 9);
        return report;
    }

    @Override
    public void cancel() {
        done.add("cancel");
        cancelled.countDown();
    }

    @Override
    public void terminate() {
        done.add("terminate");
        cancelled.countDown();
        die();
    }

    @Override
    public void kill() {
        done.add("kill");
        die();
    }

    @Override
    public void close() {
        done.add("close");
        die();
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public void onGone(Runnable action) {
        onGone.add(action);
    }
}
