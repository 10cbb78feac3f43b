package io.github.claudecliproxy.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one round: starts a server, plays its clients, and checks what is left at the end. */
final class Storm {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LIMIT_MINUTES = 40;
    private static final int LOOK_MS = 50;
    /** After this part of the requests (one in so many) the server has opened what it keeps open. */
    private static final int FIRST_PART = 10;
    /** Descriptors that a server may open later: connections, class files. */
    private static final int SPARE_DESCRIPTORS = 12;
    /** Threads that pools may start later. */
    private static final int SPARE_THREADS = 24;

    private final Round round;
    private final Ledger ledger = new Ledger();
    private final Processes processes;
    private final Path home;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<RawClient> unread = new ConcurrentLinkedQueue<>();

    Storm(Round round, Path home) {
        this.round = round;
        this.home = home;
        this.processes = new Processes(home);
    }

    /** What a server holds when nothing runs. */
    private record Held(long descriptors, long threads, long temporaryFiles) {}

    /** Runs the round; the ledger says what happened. */
    Ledger rage() throws IOException, InterruptedException {
        List<Scenario> scenarios = new Mix(round.seed(), round.kind()).scenarios(round.requests());
        try (MeasuredProxy server = new MeasuredProxy(home, round.kind(), ledger)) {
            server.proxy().port();
            if (round.kind() == Round.Kind.STOPPED) {
                play(server, scenarios, scenarios.size() / 2);
            } else {
                playAndCompare(server, scenarios);
                server.proxy().terminate();
            }
            int status = server.proxy().exitStatus();
            Accounts.allAnswered(ledger);
            if (status != 0) {
                ledger.violated("exit status " + status);
            }
            if (server.temporaryFiles() != 0) {
                ledger.violated("temporary files are left");
            }
        }
        if (!becomes(() -> processes.living().isEmpty())) {
            ledger.violated("processes are left: " + processes.living());
        }
        return ledger;
    }

    private void playAndCompare(MeasuredProxy server, List<Scenario> scenarios)
            throws IOException, InterruptedException {
        Accounts accounts = new Accounts(server.proxy().http(), ledger);
        int first = Math.max(1, scenarios.size() / FIRST_PART);
        play(server, scenarios.subList(0, first), Integer.MAX_VALUE);
        awaitRest(accounts);
        Held before = held(server, accounts);
        play(server, scenarios.subList(first, scenarios.size()), Integer.MAX_VALUE);
        awaitRest(accounts);
        accounts.agree();
        boolean back = becomes(() -> {
            Held after = held(server, accounts);
            return after.descriptors() <= before.descriptors() + SPARE_DESCRIPTORS
                    && after.threads() <= before.threads() + SPARE_THREADS
                    && after.temporaryFiles() <= before.temporaryFiles();
        });
        if (!back) {
            ledger.violated("at rest it held " + before + ", now " + held(server, accounts));
        }
    }

    private static Held held(MeasuredProxy server, Accounts accounts) throws IOException, InterruptedException {
        int cliProcesses = accounts.addUp().at("/sessions/processes").asInt();
        return new Held(server.descriptors(cliProcesses), server.threads(cliProcesses), server.temporaryFiles());
    }

    private void awaitRest(Accounts accounts) throws IOException, InterruptedException {
        boolean rests = becomes(() -> {
            JsonNode metrics = accounts.addUp();
            JsonNode sessions = metrics.path("sessions");
            return metrics.path("active").asInt() == 0
                    && metrics.path("queued").asInt() == 0
                    && sessions.path("processes").asInt()
                            == sessions.path("empty").asInt()
                                    + sessions.path("holding").asInt();
        });
        if (!rests) {
            ledger.violated("it does not come to rest: " + accounts.addUp());
        }
    }

    /** Plays all scenarios, and checks the metrics meanwhile. */
    private void play(MeasuredProxy server, List<Scenario> scenarios, int stopAt) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(round.kind().clients() + 1);
        try {
            Future<?> looks = clients.submit(() -> look(server));
            List<Future<?>> playing = new ArrayList<>();
            for (int i = 0; i < round.kind().clients(); i++) {
                playing.add(clients.submit(() -> play(server, scenarios, next, stopAt)));
            }
            for (Future<?> client : playing) {
                client.get(LIMIT_MINUTES, TimeUnit.MINUTES);
            }
            looks.cancel(true);
        } catch (ExecutionException | TimeoutException broken) {
            ledger.violated("the harness broke: " + broken);
        } finally {
            clients.shutdownNow();
            for (RawClient connection = unread.poll(); connection != null; connection = unread.poll()) {
                close(connection);
            }
        }
    }

    private void play(MeasuredProxy server, List<Scenario> scenarios, AtomicInteger next, int stopAt) {
        try (ScenarioPlayer player =
                new ScenarioPlayer(server.proxy().port(), round.kind(), processes, ledger, stopped::get, unread)) {
            boolean serves = true;
            for (int i = next.getAndIncrement(); serves && i < scenarios.size(); i = next.getAndIncrement()) {
                if (i == stopAt) {
                    stopped.set(true);
                    server.proxy().terminate();
                }
                serves = player.play(scenarios.get(i));
            }
        }
    }

    private void look(MeasuredProxy server) {
        Accounts accounts = new Accounts(server.proxy().http(), ledger);
        try {
            while (!stopped.get()) {
                accounts.addUp();
                server.proxy().process().waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
            }
        } catch (IOException failed) {
            if (!stopped.get()) {
                ledger.violated("no metrics: " + failed);
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    /** A condition that asks the server. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static boolean becomes(Condition condition) {
        try {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(LOOK_MS)).until(condition::holds);
            return true;
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            return false;
        }
    }

    private static void close(RawClient connection) {
        try {
            connection.close();
        } catch (IOException already) {
            // the connection is lost anyway
        }
    }
}
