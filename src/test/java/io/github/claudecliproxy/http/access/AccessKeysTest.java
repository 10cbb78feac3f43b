package io.github.claudecliproxy.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.keys.KeyFile;
import io.github.claudecliproxy.messages.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessKeysTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(-SECOND / 2);
    private Instant today = Instant.parse("2026-12-31T10:00:00Z");
    private Path file;
    private AccessKeys keys;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.writeString(folder.resolve("keys"), "laptop key-1\nserver key-2\n");
        keys = new AccessKeys(HttpFixtures.keys(Optional.of("main-key"), Optional.of(file)), now::get, () -> today);
    }

    @Test
    void admits_anyOfThem_andNotesItsName() {
        assertThat(nameOf("main-key")).isEqualTo("PROXY_API_KEY");
        assertThat(nameOf("key-1")).isEqualTo("laptop");
        assertThat(nameOf("key-2")).isEqualTo("server");
        assertThat(nameOf("key-3")).isEqualTo("refused");
        assertThat(keys.count()).isEqualTo(3);
    }

    @Test
    void operator_isWhoBringsTheKeyOfTheSettings_notWhoseKeyHasItsName() throws IOException {
        Files.writeString(file, "PROXY_API_KEY key-1\n");
        now.addAndGet(SECOND);

        assertThat(isOperator("main-key")).isTrue();
        assertThat(isOperator("key-1")).isFalse();
        assertThat(isOperator("key-3")).isFalse();
    }

    @Test
    void operator_whereNoKeyIsNeeded_isEveryone() {
        keys = new AccessKeys(HttpFixtures.keys(Optional.empty(), Optional.empty()), now::get, () -> today);

        assertThat(isOperator("any")).isTrue();
    }

    private boolean isOperator(String key) {
        ContainerRequest request = HttpFixtures.request("x-api-key", key);
        Optional<ApiError> unused = keys.refusal(request);
        return AccessKeys.isOperator(request);
    }

    @Test
    void admits_fileChanged_readAgainWithinASecond() throws IOException {
        Files.writeString(file, "laptop key-9\nserver key-2\n"); // of the same length, in the same moment

        assertThat(nameOf("key-1")).isEqualTo("laptop");
        now.addAndGet(SECOND);

        assertThat(nameOf("key-1")).isEqualTo("refused");
        assertThat(nameOf("key-9")).isEqualTo("laptop");
    }

    @Test
    void admits_fileBrokenEmptyOrGone_oldKeysStay() throws IOException {
        for (String broken : new String[] {"laptop", "", "laptop key-9 key-9"}) {
            Files.writeString(file, broken);
            now.addAndGet(SECOND);
            assertThat(nameOf("key-1")).isEqualTo("laptop");
        }
        Files.delete(file);
        now.addAndGet(SECOND);
        assertThat(nameOf("key-1")).isEqualTo("laptop");
        assertThat(nameOf("key-9")).isEqualTo("refused");

        Files.writeString(file, "laptop key-9");
        now.addAndGet(SECOND);
        assertThat(nameOf("key-1")).isEqualTo("refused");
        assertThat(nameOf("key-9")).isEqualTo("laptop");
    }

    @Test
    void required_withAnyOfBoth() {
        assertThat(keys.required()).isTrue();
        assertThat(new AccessKeys(HttpFixtures.keys(Optional.empty(), Optional.of(file))).required())
                .isTrue();
        assertThat(new AccessKeys(HttpFixtures.keys(Optional.of("a"), Optional.empty())).required())
                .isTrue();
        assertThat(new AccessKeys(HttpFixtures.keys(Optional.empty(), Optional.empty())).required())
                .isFalse();
    }

    @Test
    void check_warnsOfAFileThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(KeyFile.check(file)).get().asString().contains("chmod 600", file.toString());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(KeyFile.check(file)).isEmpty();
    }

    @Test
    void check_noFile_isSaid() {
        assertThatIOException().isThrownBy(() -> KeyFile.check(folder)).withMessageContaining("not a file");
        assertThatIOException()
                .isThrownBy(() -> KeyFile.check(folder.resolve("missing")))
                .withMessageContaining("no such file");
    }

    @Test
    void isOperator_withTheKeyOfTheSettingsOrWithoutAny() throws IOException {
        Files.writeString(file, "PROXY_API_KEY key-1\n"); // a name like that of the settings
        now.addAndGet(SECOND);
        assertThat(isOperator(keys, "main-key")).isTrue();
        assertThat(isOperator(keys, "key-1")).isFalse();
        assertThat(isOperator(keys, "key-3")).isFalse();
        assertThat(isOperator(new AccessKeys(HttpFixtures.keys(Optional.empty(), Optional.empty())), "any"))
                .isTrue();
    }

    private static boolean isOperator(AccessKeys keys, String key) {
        ContainerRequest request = HttpFixtures.request("x-api-key", key);
        return keys.refusal(request).isEmpty() && AccessKeys.isOperator(request);
    }

    @Test
    void refusal_expiredKey_saysSoToWhoBringsItAndToNobodyElse() throws IOException {
        Files.writeString(file, "ci key-1 expires=2026-12-31\nci key-2 expires=2027-06-30\n");
        now.addAndGet(SECOND);
        assertThat(nameOf("key-1")).isEqualTo("ci");

        today = Instant.parse("2027-01-01T00:00:00Z");

        assertThat(refusal("x-api-key", "key-1"))
                .isEqualTo("x-api-key: the key 'ci' has expired (2026-12-31); ask the operator for another");
        assertThat(refusal("x-api-key", "key-3")).doesNotContain("ci", "expired");
        assertThat(nameOf("key-2")).isEqualTo("ci");
        assertThat(keys.refusal(HttpFixtures.request("x-api-key", "key-1", "authorization", "Bearer key-2")))
                .isEmpty();
    }

    private String refusal(String... headers) {
        return keys.refusal(HttpFixtures.request(headers))
                .map(ApiError::message)
                .orElse("admitted");
    }

    private String nameOf(String key) {
        ContainerRequest request = HttpFixtures.request("x-api-key", key);
        return keys.refusal(request).isEmpty() ? AccessKeys.nameOf(request) : "refused";
    }
}
