package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.process.AuthStatus;
import io.github.claudecliproxy.cli.process.CliException;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.cli.process.CliSettings;
import io.github.claudecliproxy.cli.process.CliVersion;
import io.github.claudecliproxy.testing.CliUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the CLI, its short commands, and how its process ends. */
class ITCliProcessContract extends CliContract {
    // short commands

    @Test
    void version_printed_isReadAndNotBelowTheFloor() throws Exception {
        Process command = run("--version");
        String stdout = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(command.waitFor()).isZero();
        assertThat(stdout).contains("(Claude Code)");
        assertThat(CliVersion.parse(stdout).orElseThrow()).isGreaterThanOrEqualTo(CliVersion.FLOOR);
    }

    @Test
    void authStatus_withAKey_isLoggedIn() throws Exception {
        assertThat(run("auth", "status").waitFor()).isZero();
        assertThat(authStatus()).isEqualTo(new AuthStatus(true, "api_key", "firstParty"));
    }

    @Test
    void authStatus_withoutALogin_isNotLoggedInAndExitsWith1() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");

        assertThat(run("auth", "status").waitFor()).isEqualTo(1);
        assertThat(authStatus()).isEqualTo(new AuthStatus(false, "none", "firstParty"));
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(CliUnderTest.executable().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private AuthStatus authStatus() throws CliException {
        try (CliLocator locator = new CliLocator(DrivenCli.settings(environment, CliSettings.Pooling.NONE))) {
            return locator.authStatus(locator.locate());
        }
    }

    // the end of a process

    @Test
    void sigterm_whileIdle_endsIt() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize());
        initialized(cli);

        cli.process().toHandle().destroy();

        assertEnded(cli);
    }

    @ParameterizedTest
    @CsvSource({"[[silent]]", "[[pause]]"})
    void sigterm_whileBusy_endsIt(String how) throws Exception {
        DrivenCli cli = cli(kind());
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
        FutureTask<DrivenCli> start = new FutureTask<>(() -> cli(kind()));
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
