package io.github.claudecliproxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the WAR unpacks itself, and the folder that {@code unpack} lays out. */
class ITUnpack {
    private static final long LIMIT_SECONDS = 60;
    private static final String OWN = "claude-cli-proxy.jar";

    @TempDir
    Path home;

    private Path temporary;
    private Path cache;
    private Map<String, String> environment;

    private record Ended(int status, String output) {}

    @BeforeEach
    void setUp() throws IOException {
        environment = FakeCli.good(home).environment();
        temporary = Files.createDirectory(home.resolve("tmp"));
        cache = home.resolve(".cache/claude-cli-proxy");
    }

    @Test
    void secondStart_unpacksNothing() throws Exception {
        Ended first = version();
        Object jar = identity(unpacked().resolve(OWN));

        Ended second = version();

        assertThat(first.status()).isZero();
        assertThat(second.status()).isZero();
        assertThat(identity(unpacked().resolve(OWN))).isEqualTo(jar);
        assertThat(children(temporary)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
    }

    @Test
    void cacheHome_isWhereTheEnvironmentSays() throws Exception {
        environment.put("XDG_CACHE_HOME", home.resolve("elsewhere").toString());

        version();

        assertThat(children(home.resolve("elsewhere/claude-cli-proxy"))).hasSize(1);
        assertThat(cache).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cache", ".cache/claude-cli-proxy"})
    void folderThatOthersCanChange_isNotUsed(String folder) throws Exception {
        version();
        Files.write(unpacked().resolve(OWN), new byte[] {0}); // would be found out by whoever loads it
        Files.setPosixFilePermissions(home.resolve(folder), PosixFilePermissions.fromString("rwxrwx---"));

        Ended ended = version();

        assertThat(ended.output()).contains("others than this user may change it", "claude-cli-proxy 0");
        assertThat(ended.status()).isZero();
        assertThat(Files.size(unpacked().resolve(OWN))).isEqualTo(1);
        assertThat(children(temporary)).isEmpty();
    }

    @Test
    void unpackedFolderThatOthersCanChange_isReplaced() throws Exception {
        version();
        Object jar = identity(unpacked().resolve(OWN));
        Files.setPosixFilePermissions(unpacked(), PosixFilePermissions.fromString("rwxrwx---"));

        assertThat(version().status()).isZero();

        assertThat(identity(unpacked().resolve(OWN))).isNotEqualTo(jar);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked())))
                .isEqualTo("rwx------");
    }

    @Test
    void damagedFolder_isReplaced() throws Exception {
        version();
        Path library = children(unpacked()).stream()
                .filter(jar -> jar.toString().contains("picocli"))
                .findFirst()
                .orElseThrow();
        Files.write(library, new byte[] {0});

        assertThat(version().status()).isZero();

        assertThat(Files.size(library)).isGreaterThan(1);
    }

    @Test
    void buildThatNobodyStartsAnyMore_isRemoved() throws Exception {
        version();
        Path old = Files.createDirectory(cache.resolve("old"));
        Path recent = Files.createDirectory(cache.resolve("recent"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        Files.delete(unpacked(OWN).resolve(OWN));

        version();

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    @Test
    void noPlaceForACache_startsFromATemporaryFolder() throws Exception {
        environment.put("XDG_CACHE_HOME", "/dev/null/nowhere");

        Ended ended = version();

        assertThat(ended.status()).isZero();
        assertThat(children(temporary)).isEmpty();
    }

    @Test
    void unpack_laysOutAFolderThatStartsWithItsArchive() throws Exception {
        Path folder = home.resolve("laid-out");
        Path loaded = home.resolve("loaded.log");

        assertThat(end(LaunchedProxy.start(environment, "unpack", folder.toString())))
                .isEqualTo(new Ended(0, ""));
        assertThat(end(LaunchedProxy.java(environment, "@" + folder.resolve("archive.args")))
                        .status())
                .isZero();

        assertThat(folder.resolve("run.args")).content().contains("-XX:+ExitOnOutOfMemoryError");
        Process process = LaunchedProxy.java(
                environment, "-Xlog:class+load:file=" + loaded, "@" + folder.resolve("run.args"), "--port", "0");
        try (LaunchedProxy proxy = new LaunchedProxy(process)) {
            assertThat(proxy.http()
                            .post("/v1/messages", Http.ask("hello", false))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(loaded)
                .content()
                .containsPattern("claudecliproxy.launcher.EmbeddedServer source: shared objects file")
                .containsPattern("claudecliproxy.cli.process.LineReader source: shared objects file");
    }

    @Test
    void unpack_leavesWhatIsThere() throws Exception {
        Path there = Files.createDirectories(home.resolve("there/lib"));

        Ended ended = end(
                LaunchedProxy.start(environment, "unpack", home.resolve("there").toString()));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output().lines()).singleElement().asString().contains(there.toString(), "is there already");
        assertThat(children(there)).isEmpty();
    }

    @Test
    void unpack_refusesANameThatArchivesCannotHave() throws Exception {
        Path folder = home.resolve("with a blank");

        Ended ended = end(LaunchedProxy.start(environment, "unpack", folder.toString()));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).contains("blank");
        assertThat(folder).doesNotExist();
    }

    private Ended version() throws Exception {
        return end(LaunchedProxy.java(
                environment, "-Djava.io.tmpdir=" + temporary, "-jar", LaunchedProxy.WAR.toString(), "--version"));
    }

    private static Ended end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Path unpacked() throws IOException {
        assertThat(children(cache)).hasSize(1);
        return children(cache).get(0);
    }

    private Path unpacked(String with) throws IOException {
        return children(cache).stream()
                .filter(folder -> Files.exists(folder.resolve(with)))
                .findFirst()
                .orElseThrow();
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
