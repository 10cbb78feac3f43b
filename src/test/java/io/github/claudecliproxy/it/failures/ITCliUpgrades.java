package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.Talk;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The CLI is upgraded, downgraded or removed while the proxy runs. Its path is a link, as installers make it. */
class ITCliUpgrades {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PATH = "/v1/messages";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    private Path home;
    private Path link;

    @BeforeEach
    void linkTheCli() throws Exception {
        home = fixture.home();
        link = Files.createSymbolicLink(home.resolve("claude"), CliUnderTest.executable());
        fixture.set("CLAUDE_CLI_PATH", link.toString());
    }

    @Test
    void removed_is503_idleSessionsServeOn_andItsReturnIsNoticed() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            Talk talk = new Talk(proxy.http());
            talk.ask("one");
            Files.delete(link);

            assertThat(talk.ask("two")).as("its process runs on").isEqualTo("continued");
            HttpResponse<String> refused = proxy.http().post(PATH, Http.ask("hello", true));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("CLAUDE_CLI_PATH").doesNotContain(home.toString());
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(503);

            Files.createSymbolicLink(link, CliUnderTest.executable());
            assertThat(proxy.http().post(PATH, Http.ask("hello", true)).statusCode())
                    .isEqualTo(200);
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void removed_sessionsAreReplacedOnceItIsBack() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            awaitEmptySession(proxy);
            Files.delete(link);
            fixture.cli().processes().forEach(ProcessHandle::destroyForcibly);
            await().atMost(LIMIT).until(() -> emptySessions(proxy) == 0);
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(503);

            Files.createSymbolicLink(link, CliUnderTest.executable());

            awaitEmptySession(proxy);
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void upgraded_newSessionsRunTheNewVersion_oldOnesStay() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            awaitEmptySession(proxy);
            Talk talk = new Talk(proxy.http());
            talk.ask("one");
            await().atMost(LIMIT).until(() -> emptySessions(proxy) == 2); // no more is started
            switchTo("2.1.999 (Claude Code)");

            assertThat(talk.ask("two")).isEqualTo("continued");
            assertThat(home.resolve("ran-2.1.999")).doesNotExist();
            assertThat(new Talk(proxy.http()).ask("hello")).isEqualTo("cold");
            assertThat(home.resolve("ran-2.1.999")).exists();
        }
    }

    @Test
    void halfUpgraded_is503_untilTheUpgradeIsComplete() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            assertThat(new Talk(proxy.http()).ask("hello")).isEqualTo("cold");
            Path half = Files.writeString(home.resolve("half"), "#!/bin/sh\n"); // runs, and says nothing
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            linkTo(half);

            HttpResponse<String> refused = proxy.http().post(PATH, Http.ask("hello", false));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("does not print its version");

            switchTo("2.1.999 (Claude Code)");
            assertThat(new Talk(proxy.http()).ask("hello")).isEqualTo("cold");
        }
    }

    @Test
    void downgradedBelowTheOldestVersion_is503() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            assertThat(new Talk(proxy.http()).ask("hello")).isEqualTo("cold");
            switchTo("2.1.1 (Claude Code)");

            HttpResponse<String> refused = proxy.http().post(PATH, Http.ask("hello", false));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("2.1.1", "claude update");
            assertThat(home.resolve("ran-2.1.1")).doesNotExist();
        }
    }

    /** Another version under the same path: the real CLI, which says this version and leaves a file when it runs. */
    private void switchTo(String version) throws IOException {
        String number = version.split(" ", -1)[0];
        Path other = home.resolve("claude-" + number);
        Files.writeString(
                other,
                "#!/bin/bash\n[ \"$1\" = --version ] && echo '" + version + "' && exit\ntouch '"
                        + home.resolve("ran-" + number) + "'\nexec '" + CliUnderTest.executable() + "' \"$@\"\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        linkTo(other);
    }

    /** As an installer does it: there is no moment without a link. */
    private void linkTo(Path target) throws IOException {
        Path next = Files.createSymbolicLink(home.resolve("next"), target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitEmptySession(RunningProxy proxy) {
        await().atMost(LIMIT).until(() -> emptySessions(proxy) == 1);
    }

    private static int emptySessions(RunningProxy proxy) throws Exception {
        return proxy.http().json("/metrics").at("/sessions/empty").asInt();
    }
}
