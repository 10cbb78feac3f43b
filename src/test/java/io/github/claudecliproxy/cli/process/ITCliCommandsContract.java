package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.testing.CliUnderTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the CLI, its short commands. */
class ITCliCommandsContract {
    @TempDir
    Path home;

    private Map<String, String> environment;

    @BeforeEach
    void noApi() {
        environment = new CliUnderTest(home).environment("http://unused");
    }

    @Test
    void version_printed_isReadAndNotBelowTheFloor() throws Exception {
        ShortCommand.Output output = run("--version");

        assertThat(output.exitStatus()).isZero();
        assertThat(output.stdout()).contains("(Claude Code)");
        assertThat(CliVersion.parse(output.stdout()).orElseThrow()).isGreaterThanOrEqualTo(CliVersion.FLOOR);
    }

    @Test
    void authStatus_withAKey_isLoggedIn() throws Exception {
        assertThat(run("auth", "status").exitStatus()).isZero();
        assertThat(authStatus()).isEqualTo(new AuthStatus(true, "api_key", "firstParty"));
    }

    @Test
    void authStatus_withoutALogin_isNotLoggedInAndExitsWith1() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");

        assertThat(run("auth", "status").exitStatus()).isEqualTo(1);
        assertThat(authStatus()).isEqualTo(new AuthStatus(false, "none", "firstParty"));
    }

    private ShortCommand.Output run(String... arguments) throws CliException {
        return new ShortCommand(environment).run(CliUnderTest.executable(), arguments);
    }

    private AuthStatus authStatus() throws CliException {
        return AuthStatus.of(new Cli(CliUnderTest.executable(), CliVersion.FLOOR), new ShortCommand(environment));
    }
}
