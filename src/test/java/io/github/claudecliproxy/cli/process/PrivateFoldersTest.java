package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.cli.CliSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFoldersTest {
    @TempDir
    Path home;

    private final List<PrivateFolders> created = new ArrayList<>();

    @AfterEach
    void delete() throws IOException {
        for (PrivateFolders folders : created) {
            folders.delete();
        }
    }

    @Test
    void create_home_runsInTheSameFolderEachTime() throws IOException {
        PrivateFolders first = create(Map.of("HOME", home.toString()));
        PrivateFolders second = create(Map.of("HOME", home.toString()));

        assertThat(first.work()).isEqualTo(home.toRealPath().resolve(".cache/claude-cli-proxy/work"));
        assertThat(second.work()).isEqualTo(first.work());
        assertThat(Files.getPosixFilePermissions(first.work())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(List.of(first.root(), first.cache(), first.temporary()))
                .doesNotContain(second.root(), second.cache(), second.temporary())
                .allMatch(Files::isDirectory);
    }

    @Test
    void create_folderForCaches_isTakenBeforeHome() throws IOException {
        PrivateFolders folders = create(Map.of("HOME", "/nowhere", "XDG_CACHE_HOME", home.toString()));

        assertThat(folders.work()).isEqualTo(home.toRealPath().resolve("claude-cli-proxy/work"));
    }

    @Test
    void create_folderNamed_isTaken() throws IOException {
        Path named = Files.createDirectory(home.resolve("named"));

        PrivateFolders folders = create(Optional.of(named), Map.of("HOME", home.toString()));

        assertThat(folders.work()).isEqualTo(named);
        assertThat(home.resolve(".cache")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative"})
    void create_noHome_runsInAFolderOfItsOwn(String home) throws IOException {
        PrivateFolders folders = create(Map.of("HOME", home, "XDG_CACHE_HOME", home));

        assertOfItsOwn(folders);
    }

    @Test
    void create_folderNotEmpty_runsInAFolderOfItsOwn() throws IOException {
        Path lasting = create(Map.of("HOME", home.toString())).work();
        Files.writeString(lasting.resolve("CLAUDE.md"), "do this");

        PrivateFolders folders = create(Map.of("HOME", home.toString()));

        assertOfItsOwn(folders);
        assertThat(lasting.resolve("CLAUDE.md")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
    void create_othersMayWriteThere_runsInAFolderOfItsOwn(String permissions) throws IOException {
        Path lasting = create(Map.of("HOME", home.toString())).work();
        Files.setPosixFilePermissions(lasting, PosixFilePermissions.fromString(permissions));

        assertOfItsOwn(create(Map.of("HOME", home.toString())));
    }

    @Test
    void create_linkInItsPlace_runsInAFolderOfItsOwn() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Path cache = Files.createDirectories(home.resolve(".cache/claude-cli-proxy"));
        Files.createSymbolicLink(cache.resolve("work"), elsewhere);

        assertOfItsOwn(create(Map.of("HOME", home.toString())));
    }

    @Test
    void create_fileInItsPlace_runsInAFolderOfItsOwn() throws IOException {
        Files.writeString(home.resolve(".cache"), "a file");

        assertOfItsOwn(create(Map.of("HOME", home.toString())));
    }

    @Test
    void delete_whatIsOurs_leavesTheRest() throws IOException {
        PrivateFolders folders = create(Map.of("HOME", home.toString()));
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kept"), "x");
        Path deep = Files.createDirectories(folders.cache().resolve("a/b"));
        Files.writeString(deep.resolve("c"), "x");
        Files.createSymbolicLink(folders.temporary().resolve("link"), elsewhere);

        folders.delete();

        assertThat(folders.root()).doesNotExist();
        assertThat(folders.work()).exists();
        assertThat(elsewhere.resolve("kept")).exists();
    }

    private static void assertOfItsOwn(PrivateFolders folders) throws IOException {
        assertThat(folders.work()).isDirectory().isEqualTo(folders.root().resolve("work"));
        assertThat(Files.getPosixFilePermissions(folders.root()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    private PrivateFolders create(Map<String, String> environment) throws IOException {
        return create(Optional.empty(), environment);
    }

    private PrivateFolders create(Optional<Path> workdir, Map<String, String> environment) throws IOException {
        PrivateFolders folders = PrivateFolders.create(new CliSettings(
                Optional.empty(),
                workdir,
                environment,
                "x-hop: 1",
                List.of(),
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                CliSettings.Pooling.NONE));
        created.add(folders);
        return folders;
    }
}
