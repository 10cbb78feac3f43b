package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.process.CliProcess;
import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.FakeSessions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel ends the turn that it was meant for, and neither the session nor a later turn. */
class CliSessionTest {
    private static final Duration GRACE = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private CliProcesses processes;
    private CliProcess process;
    private CliSession session;

    @BeforeEach
    void boot() throws Exception {
        FakeCli cli = FakeCli.good(home);
        CliSettings settings = new CliSettings(
                Optional.empty(),
                Optional.empty(),
                cli.environment(),
                "x-hop: 1",
                List.of(),
                0,
                LIMIT,
                GRACE,
                FakeSessions.settings(1, LIMIT).pooling());
        processes = new CliProcesses(settings, Thread::new);
        process = processes.start(new Cli(home.resolve("claude"), CliVersion.FLOOR), FakeSessions.KEY);
        session = new CliSession(
                process,
                CliVersion.FLOOR,
                FakeSessions.KEY,
                LIMIT,
                settings.pooling(),
                true,
                new PlanWindows(false, Clock.systemUTC(), pause -> {}));
        session.boot();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void cancel_turnGivenUpBeforeItHasAsked_sessionServesOn() throws Exception {
        session.cancel();

        assertThat(session.giveUp()).isTrue();

        awaitGrace();
        assertThat(session.isAlive()).isTrue();
    }

    @Test
    void cancel_answerIsWholeMeanwhile_sessionServesOn() throws Exception {
        session.ask(FakeSessions.conversation());
        readAnswer();
        session.cancel();
        session.keep(Json.mapper().createArrayNode());

        assertThat(session.settle()).isTrue();

        awaitGrace();
        assertThat(session.isAlive()).isTrue();
    }

    @Test
    void cancel_turnDoesNotEnd_itsProcessIsEnded() throws Exception {
        session.ask(FakeSessions.conversation());

        session.cancel();

        awaitGrace();
        assertThat(session.isAlive()).isFalse();
    }

    @Test
    void askOfCli_afterACancelThatCameTooLate_isAnswered() throws Exception {
        session.cancel();
        session.giveUp();

        assertThat(session.askOfCli("list_models", LIMIT).path("models")).isNotEmpty();
    }

    private void readAnswer() throws Exception {
        boolean whole = false;
        while (!whole) {
            whole = session.next(LIMIT).orElseThrow() instanceof CliEvent.Streamed streamed
                    && streamed.event().path("type").asText().equals("message_stop");
        }
    }

    /** One thread does what is due after a grace, in order. */
    private void awaitGrace() throws InterruptedException {
        CountDownLatch passed = new CountDownLatch(1);
        process.afterGrace(passed::countDown);
        assertThat(passed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
