package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliSettings.Pooling;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.pool.SessionFactory;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts {@link FakeSession}s, and counts those that live. Thread-safe. */
public final class FakeSessions implements SessionFactory {
    public static final SpawnKey KEY = new SpawnKey(Optional.of("model"), List.of(), false);
    public static final Duration LONG = Duration.ofHours(1);

    /** All that were started, in order. */
    public final List<FakeSession> started = new CopyOnWriteArrayList<>();

    private final Queue<FakeSession> prepared = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();

    /** The next starts fail, so many of them. */
    public void failNext(int starts) {
        failures.set(starts);
    }

    public int failuresLeft() {
        return failures.get();
    }

    @Override
    public Session start(SpawnKey key, Consumer<Session> begun) throws CliException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new CliException(CliException.Kind.NOT_STARTED, "no");
        }
        FakeSession next = prepared.poll();
        FakeSession session = add(next == null ? new FakeSession(key).withoutConversation() : next);
        begun.accept(session);
        return session;
    }

    /** The session of the next start. */
    public FakeSession prepare(FakeSession session) {
        prepared.add(session);
        return session;
    }

    /** As if it had been started here. */
    public FakeSession add(FakeSession session) {
        started.add(session);
        return session;
    }

    /** How often somebody wanted to know how many live. */
    public int timesCounted() {
        return counted.get();
    }

    @Override
    public Optional<CliVersion> version() {
        return Optional.of(CliVersion.FLOOR);
    }

    @Override
    public int living() {
        counted.incrementAndGet();
        return (int) started.stream().filter(FakeSession::isAlive).count();
    }

    public static CliSettings settings(int maxProcesses, Duration idle, String... tools) {
        return new CliSettings(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                "x-hop: 1",
                List.of(tools),
                0,
                LONG,
                LONG,
                new Pooling(maxProcesses, idle, LONG, 500, Long.MAX_VALUE, true, false));
    }

    public static SessionSpec conversation(String owner, SpawnKey key) {
        ObjectNode question = Json.object().put("role", "user").put("content", "hi");
        return new SessionSpec(owner, key, "", List.of(question), TurnSettings.PLAIN, List.of(), true);
    }

    public static SessionSpec conversation() {
        return conversation("owner", KEY);
    }
}
