package io.github.claudecliproxy.cli.pool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.CliException;
import io.github.claudecliproxy.cli.process.CliSettings;
import io.github.claudecliproxy.cli.process.CliSettings.Pooling;
import io.github.claudecliproxy.cli.process.CliVersion;
import io.github.claudecliproxy.cli.process.SpawnKey;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.cli.session.TurnSettings;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts {@link FakeSession}s, and counts those that live. Thread-safe. */
final class FakeSessions implements SessionFactory {
    static final SpawnKey KEY = new SpawnKey(Optional.of("model"), List.of(), false);
    static final Duration LONG = Duration.ofHours(1);

    /** All that were started, in order. */
    final List<FakeSession> started = new CopyOnWriteArrayList<>();

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();

    /** The next starts fail, so many of them. */
    void failNext(int starts) {
        failures.set(starts);
    }

    int failuresLeft() {
        return failures.get();
    }

    @Override
    public Session start(SpawnKey key, Consumer<Session> begun) throws CliException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new CliException(CliException.Kind.NOT_STARTED, "no");
        }
        FakeSession session = add(new FakeSession(key).withoutConversation());
        begun.accept(session);
        return session;
    }

    /** As if it had been started here. */
    FakeSession add(FakeSession session) {
        started.add(session);
        return session;
    }

    /** How often somebody wanted to know how many live. */
    int timesCounted() {
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

    static CliSettings settings(int maxProcesses, Duration idle, String... tools) {
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

    static SessionSpec conversation(String owner, SpawnKey key) {
        ObjectNode question = Json.object().put("role", "user").put("content", "hi");
        return new SessionSpec(owner, key, "", List.of(question), TurnSettings.PLAIN, List.of(), true);
    }

    static SessionSpec conversation() {
        return conversation("owner", KEY);
    }
}
