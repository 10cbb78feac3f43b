package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.testing.FakeCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliLocatorTest {
    @TempDir
    Path home;

    private Path onPath;
    private Path local;
    private CliLocator locator;

    @BeforeEach
    void setUp() throws Exception {
        onPath = Files.createDirectories(home.resolve("bin"));
        local = Files.createDirectories(home.resolve(".local/bin"));
        locator = new CliLocator(new CliSettings(
                Optional.empty(),
                Optional.empty(),
                Map.of("PATH", onPath + ":/nowhere:" + onPath, "HOME", home.toString()),
                "x-hop: 1",
                List.of(),
                0,
                CliSettings.START_LIMIT,
                CliSettings.EXIT_GRACE,
                CliSettings.Pooling.NONE));
    }

    @AfterEach
    void tearDown() {
        locator.close();
    }

    @Test
    void locate_oldOneOnPath_takesTheNewOneInTheHome() throws Exception {
        program(onPath, "2.0.14");
        program(local, "2.1.330");

        assertThat(locator.locate().executable()).isEqualTo(local.resolve("claude"));
        assertThat(locator.knownProblem()).isEmpty();
    }

    @Test
    void locate_brokenOneOnPath_takesTheNextOne() throws Exception {
        Path broken = Files.writeString(onPath.resolve("claude"), "#!/bin/sh\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        program(local, "2.1.330");

        assertThat(locator.locate().executable()).isEqualTo(local.resolve("claude"));
    }

    @Test
    void locate_severalNewEnough_takesTheFirst() throws Exception {
        program(onPath, "2.1.330");
        program(local, "2.1.999");

        assertThat(locator.locate().executable()).isEqualTo(onPath.resolve("claude"));
    }

    @Test
    void locate_noneNewEnough_namesEveryFileWithItsVersionToTheOperatorOnly() throws Exception {
        assumeNoOther();
        program(onPath, "2.0.14");
        program(local, "2.1.1");

        assertThatExceptionOfType(CliException.class)
                .isThrownBy(locator::locate)
                .satisfies(none -> {
                    assertThat(none.summary())
                            .contains(
                                    onPath.resolve("claude") + " is version 2.0.14",
                                    local.resolve("claude") + " is version 2.1.1",
                                    "2.1.330",
                                    "claude update");
                    assertThat(none.getMessage()).contains("claude update").doesNotContain(home.toString());
                });
        assertThat(locator.knownProblem()).isPresent();
    }

    @Test
    void locate_upgradedUnderTheServer_isNoticed() throws Exception {
        assumeNoOther();
        program(onPath, "2.0.14");
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(locator::locate)
                .satisfies(
                        old -> assertThat(old.getMessage()).contains("2.0.14").doesNotContain(home.toString()));

        program(onPath, "2.1.33333"); // of another size

        assertThat(locator.locate().version()).hasToString("2.1.33333");
    }

    /** The machine's own, which is looked for last, would be found. */
    private static void assumeNoOther() {
        assumeThat(Path.of("/usr/local/bin/claude")).doesNotExist();
        assumeThat(Path.of("/opt/homebrew/bin/claude")).doesNotExist();
    }

    private static void program(Path folder, String version) throws IOException {
        new FakeCli(folder, version + " (Claude Code)", "begin(); finish()");
    }
}
