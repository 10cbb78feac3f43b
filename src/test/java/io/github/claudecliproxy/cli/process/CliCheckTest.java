package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.testing.FakeCli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliCheckTest {
    @TempDir
    Path home;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private CliLocator locator;
    private CliCheck check;

    @BeforeEach
    void setUp() throws Exception {
        FakeCli.good(home);
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString());
        locator = new CliLocator(new CliSettings(
                Optional.of(home.resolve("claude")),
                Optional.empty(),
                environment,
                "x-hop: 1",
                List.of(),
                0,
                CliSettings.START_LIMIT,
                CliSettings.EXIT_GRACE,
                CliSettings.Pooling.NONE));
        check = new CliCheck(
                locator,
                work -> {
                    asked.incrementAndGet();
                    return new Thread(work);
                },
                clock::get);
    }

    @AfterEach
    void tearDown() {
        locator.close();
    }

    @Test
    void problem_beforeTheFirstAnswer_isThatThereIsNone() {
        assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("not answered yet"));
    }

    @Test
    void problem_loggedIn_isNone() throws Exception {
        assertThat(check.ask().loggedIn()).isTrue();

        clock.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(check.problem()).isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void problem_notLoggedIn_saysWhatToDo_andALoginIsNoticed() throws Exception {
        Path loggedOut = Files.createFile(home.resolve("logged-out"));
        check.ask();
        assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("claude auth login"));
        Files.delete(loggedOut);

        clock.addAndGet(CliCheck.ASK_AGAIN.toNanos() - 1);
        assertThat(check.problem()).isPresent();
        assertThat(asked).as("asked too early").hasValue(0);

        clock.addAndGet(1);
        assertThat(check.problem()).as("answered from what is known").isPresent();
        await().until(() -> check.problem().isEmpty());
        assertThat(asked).hasValue(1);
    }

    @Test
    void problem_refusedByTheApi_standsUntilTheCliIsAskedAgain() throws Exception {
        check.ask();

        check.refused("the login has expired");

        assertThat(check.problem()).contains("the login has expired");
        clock.addAndGet(CliCheck.ASK_AGAIN.toNanos());
        await().until(() -> check.problem().isEmpty());
    }

    @Test
    void problem_programGone_isNoticedAtOnce_andItsReturnToo() throws Exception {
        check.ask();
        Path claude = home.resolve("claude");
        Path away = Files.move(claude, home.resolve("away"));

        assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("CLAUDE_CLI_PATH"));
        assertThatExceptionOfType(CliException.class).isThrownBy(check::ask);

        Files.move(away, claude);
        assertThat(check.problem()).isEmpty();
    }

    @Test
    void problem_answerThatIsNoJson_isTold() throws Exception {
        Files.writeString(
                home.resolve("claude"),
                "#!/bin/sh\n[ \"$1\" = --version ] && echo '2.1.330 (Claude Code)' || echo huh\n");

        assertThatExceptionOfType(CliException.class).isThrownBy(check::ask);

        assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("claude auth status"));
    }
}
