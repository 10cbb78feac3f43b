package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the CLI, how its process ends. */
class ITCliProcessContract extends CliContract {
    @Test
    void sigterm_whileIdle_endsIt() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());
        answered(cli, "initialize");

        cli.process().toHandle().destroy();

        assertEnded(cli);
    }

    @ParameterizedTest
    @CsvSource({"[[silent]]", "[[pause]]"})
    void sigterm_whileBusy_endsIt(String how) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), question(how));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());

        cli.process().toHandle().destroy();

        assertEnded(cli);
    }

    /** The thread stands for the server: the signal is sent when the thread that started the CLI is gone. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void parentDeath_whileBusy_endsIt() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        FutureTask<DrivenCli> start = new FutureTask<>(() -> cli());
        Thread parent = new Thread(() -> {
            start.run();
            awaitQuietly(busy);
        });
        parent.start();
        DrivenCli cli = start.get(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS);
        cli.send(initialize(), question("[[silent]]"));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());
        assertThat(cli.process().isAlive()).isTrue();

        busy.countDown();

        assertEnded(cli);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertEnded(DrivenCli cli) throws InterruptedException {
        assertThat(cli.process().waitFor(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(cli.process().exitValue()).isEqualTo(143);
    }
}
