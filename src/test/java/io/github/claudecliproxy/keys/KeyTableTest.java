package io.github.claudecliproxy.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {
    private static final String COMMENTED =
            "# mine\n\nlaptop  key-1\n# theirs\nci key-2 concurrent=2\nci key-3 concurrent=2\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.writeString(folder.resolve("keys"), COMMENTED);
    }

    @Test
    void with_appendsALineWithTheDigest_andTheRestStays() throws Exception {
        KeyTable.read(file)
                .with("new", "secret", KeyOptions.of(List.of("concurrent=3", "expires=2027-01-31")))
                .write();

        String written = Files.readString(file);
        assertThat(written)
                .startsWith(COMMENTED + "new sha256:")
                .endsWith(" concurrent=3 expires=2027-01-31\n")
                .doesNotContain("secret");
        assertThat(KeyTable.read(file).keys())
                .filteredOn(key -> key.isAmong(List.of(ApiKey.digest("secret"))))
                .singleElement()
                .satisfies(key -> assertThat(key.name()).isEqualTo("new"));
    }

    @Test
    void without_removesEveryLineOfTheName_andTheRestStays() throws IOException {
        KeyTable.read(file).without("ci").write();

        assertThat(file).hasContent("# mine\n\nlaptop  key-1\n# theirs\n");
    }

    @Test
    void write_keepsPermissions_andLeavesOnlyItsLockBeside() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        KeyTable.read(file).without("laptop").write();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactlyInAnyOrder(file, folder.resolve(".claude-cli-proxy-keys.lock"));
        }
    }

    @Test
    void write_newFile_isForThisUserOnly() throws IOException {
        Path missing = folder.resolve("missing");

        KeyTable.read(missing).with("ci", "secret", KeyOptions.NONE).write();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(missing)))
                .isEqualTo("rw-------");
    }

    @Test
    void write_throughALink_replacesItsTarget() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        KeyTable.read(link).without("laptop").write();

        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).doesNotContain("laptop");
    }

    @Test
    void write_changedMeanwhile_isRefused() throws IOException {
        KeyTable table = KeyTable.read(file).without("laptop");
        Files.writeString(file, "other key-9\n");

        assertThatIOException().isThrownBy(table::write).withMessageContaining("run this one again");

        assertThat(file).hasContent("other key-9\n");
    }

    @Test
    void write_folderGone_leavesNothing() throws IOException {
        Path inside = folder.resolve("no/keys");

        assertThatIOException()
                .isThrownBy(() ->
                        KeyTable.read(inside).with("a", "b", KeyOptions.NONE).write());
    }

    @Test
    void read_brokenFile_isSaidAndNotTouched() throws IOException {
        Files.writeString(file, "laptop\n");

        assertThatIOException().isThrownBy(() -> KeyTable.read(file)).withMessageContaining("line 1");
    }
}
