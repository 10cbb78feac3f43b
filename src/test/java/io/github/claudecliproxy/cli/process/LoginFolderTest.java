package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginFolderTest {
    @TempDir
    Path home;

    @Test
    void of_environment_isWhereTheCliKeepsItsLogin() {
        Path named = home.resolve("named");

        assertThat(LoginFolder.of(Map.of("HOME", home.toString())).folder()).contains(home.resolve(".claude"));
        assertThat(LoginFolder.of(Map.of("HOME", home.toString(), "CLAUDE_CONFIG_DIR", named.toString()))
                        .folder())
                .contains(named);
        assertThat(LoginFolder.of(Map.of()).folder()).isEmpty();
    }

    @Test
    void removeFilesOf_deadProcess_removesItsFilesAlone() throws IOException {
        Path login = Files.createDirectories(home.resolve(".claude"));
        Path sessions = Files.createDirectory(login.resolve("sessions"));
        List<Path> its = List.of(
                sessions.resolve("12.json"), sessions.resolve("12.abc.key"), login.resolve(".claude.json.tmp.12.abc"));
        List<Path> others = List.of(
                sessions.resolve("123.json"),
                sessions.resolve("1.json"),
                sessions.resolve("123.abc.key"),
                sessions.resolve("12.abc.json"),
                login.resolve("12.json"),
                login.resolve(".claude.json"),
                login.resolve(".credentials.json"),
                login.resolve(".claude.json.tmp.123.abc"));
        for (Path file : Stream.concat(its.stream(), others.stream()).toList()) {
            Files.writeString(file, "x");
        }

        LoginFolder.of(Map.of("HOME", home.toString())).removeFilesOf(12);

        assertThat(its).noneMatch(Files::exists);
        assertThat(others).allMatch(Files::exists);
    }

    @Test
    void removeFilesOf_nothingThere_doesNothing() {
        assertThatNoException()
                .isThrownBy(
                        () -> LoginFolder.of(Map.of("HOME", home.toString())).removeFilesOf(12));
        assertThatNoException().isThrownBy(() -> LoginFolder.of(Map.of()).removeFilesOf(12));
    }
}
