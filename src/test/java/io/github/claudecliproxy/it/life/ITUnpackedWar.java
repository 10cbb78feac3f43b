package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Ended;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the WAR unpacks itself, and the folder that {@code unpack} writes. */
class ITUnpackedWar {
    private static final String OWN = "claude-cli-proxy.jar";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    private Path home;
    private Path temporary;
    private Path cache;
    private Map<String, String> environment;

    @BeforeEach
    void setUp() throws IOException {
        home = fixture.home();
        environment = fixture.environment();
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
    void cacheFolder_isWhereTheEnvironmentSays() throws Exception {
        environment.put("XDG_CACHE_HOME", home.resolve("elsewhere").toString());

        version();

        assertThat(children(home.resolve("elsewhere/claude-cli-proxy"))).hasSize(1);
        assertThat(cache).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cache", ".cache/claude-cli-proxy"})
    void folderThatOthersCanChange_isNotUsed(String folder) throws Exception {
        version();
        Files.write(unpacked().resolve(OWN), new byte[] {0}); // a JVM that loads it fails
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
    void buildThatIsNoLongerStarted_isRemoved() throws Exception {
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
    void noCacheFolder_startsFromATemporaryFolder() throws Exception {
        environment.put("XDG_CACHE_HOME", "/dev/null/nowhere");

        Ended ended = version();

        assertThat(ended.status()).isZero();
        assertThat(children(temporary)).isEmpty();
    }

    @Test
    void unpack_writesAFolderThatStartsWithItsArchive() throws Exception {
        Path folder = home.resolve("laid-out");
        Path loaded = home.resolve("loaded.log");

        assertThat(Ended.of(LaunchedProxy.start(environment, "unpack", folder.toString())))
                .isEqualTo(new Ended(0, ""));
        assertThat(Ended.of(LaunchedProxy.java(environment, "@" + folder.resolve("archive.args")))
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
    void unpack_doesNotOverwrite() throws Exception {
        Path there = Files.createDirectories(home.resolve("there/lib"));

        Ended ended = Ended.of(
                LaunchedProxy.start(environment, "unpack", home.resolve("there").toString()));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output().lines()).singleElement().asString().contains(there.toString(), "is there already");
        assertThat(children(there)).isEmpty();
    }

    @Test
    void unpack_refusesANameThatAnArchiveCannotHave() throws Exception {
        Path folder = home.resolve("with a blank");

        Ended ended = Ended.of(LaunchedProxy.start(environment, "unpack", folder.toString()));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).contains("blank");
        assertThat(folder).doesNotExist();
    }

    private Ended version() throws Exception {
        return Ended.of(LaunchedProxy.java(
                environment, "-Djava.io.tmpdir=" + temporary, "-jar", LaunchedProxy.WAR.toString(), "--version"));
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
