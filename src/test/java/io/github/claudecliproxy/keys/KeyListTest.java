package io.github.claudecliproxy.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.claudecliproxy.dispatch.Priority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyListTest {
    @Test
    void of_namesAndKeys_commentsAndBlanksLeftOut() throws IOException {
        List<ApiKey> keys = KeyList.of(utf8("# é\n\n laptop  key-1\r\nnight.job\tkey=2#\n  # c\nlaptop key-3"));

        assertThat(keys).extracting(ApiKey::name).containsExactly("laptop", "night.job", "laptop");
        assertThat(keys.get(1).isAmong(List.of(ApiKey.digest("key=2#")))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one secret\\n\\nsecret|line 3 is not",
                "one two secret|line 1 is not",
                "na/me secret|line 1 is not",
                "name sécret|line 1 is not",
                "one secret\\n# c\\ntwo secret|line 3 has a key",
                "# only this|no key",
                "one secret secret=2|line 1: an option is none of these",
                "one secret CONCURRENT=2|line 1: an option is none of these",
                "one secret concurrent = 2|line 1 is not",
                "one concurrent=2|line 1 has an option where its key should be",
                "one sha256:secret|line 1: 'sha256:' must be followed by the 64",
                "one secret\\none secret2 concurrent=2|line 2 has the name of an earlier line and other limits",
                "one secret concurrent=2\\none secret2|line 2 has the name of an earlier line and other limits"
            })
    void of_wrongFile_namesTheLineAndShowsNothing(String file, String complaint) {
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(utf8(file.replace("\\n", "\n"))))
                .withMessageContaining(complaint)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret", "sécret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority=secret|priority must be high, normal or low",
                "priority=HIGH|priority must be high, normal or low",
                "priority=high highest-priority=low|priority must be high, normal or low, and not above",
                "highest-priority=|highest-priority must be high, normal or low",
                "concurrent=0|concurrent must be a whole number from 1 to 100000",
                "concurrent=100001|concurrent must be a whole number from 1 to 100000",
                "concurrent=-1|concurrent must be",
                "concurrent=1.5|concurrent must be",
                "concurrent=02|concurrent must be",
                "concurrent=|concurrent must be",
                "concurrent=1 concurrent=2|concurrent is there twice",
                "requests-per-minute=secret|requests-per-minute must be a whole number from 1 to 100000",
                "tokens-per-day=1000000000000001|tokens-per-day must be a whole number from 1 to 1000000000000000",
                "tokens-per-day=99999999999999999999|tokens-per-day must be",
                "models=|models must be names of models",
                "models=sonnet,,haiku|models must be names of models",
                "models=sécret|models must be names of models",
                "expires=tomorrow|expires must be a date such as",
                "expires=2027-02-30|expires must be a date such as",
                "expires=2027-1-31|expires must be a date such as",
                "expires=2027-01-31T18:00|expires must be a date such as"
            })
    void of_wrongOption_namesLineAndOptionAndWhatIsAllowed(String options, String complaint) {
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(utf8("# keys\nsecret1 secret2 " + options)))
                .withMessageStartingWith("line 2: ")
                .withMessageContaining(complaint)
                .satisfies(thrown ->
                        assertThat(thrown.getMessage()).doesNotContain("secret", "sécret", "tomorrow", "1.5"));
    }

    @Test
    void of_allOptions_areRead() throws IOException {
        String options =
                "priority=low highest-priority=normal concurrent=2 requests-per-minute=60 tokens-per-day=1000000"
                        + " models=claude-cli-proxy,haiku expires=2027-01-31";

        ApiKey key = KeyList.of(utf8("ci key " + options)).get(0);

        assertThat(key.admitted())
                .isEqualTo(new AdmittedKey(
                        "ci",
                        new KeyLimits(
                                Priority.LOW,
                                Priority.NORMAL,
                                OptionalLong.of(2),
                                OptionalLong.of(60),
                                OptionalLong.of(1_000_000),
                                Set.of("haiku", "claude-cli-proxy"))));
        assertThat(key.expired(Instant.parse("2027-01-31T23:59:59Z"))).isEmpty();
        assertThat(key.expired(Instant.parse("2027-02-01T00:00:00Z"))).isPresent();
        assertThat(String.join(" ", key.options().words())).isEqualTo(options);
    }

    @Test
    void of_noOption_isNoLimit() throws IOException {
        assertThat(KeyList.of(utf8("ci key")).get(0).options()).isEqualTo(KeyOptions.NONE);
    }

    @Test
    void of_highestPriorityAlone_lowersThePriority() throws IOException {
        KeyLimits limits = KeyList.of(utf8("ci key highest-priority=low"))
                .get(0)
                .admitted()
                .limits();

        assertThat(limits.priority(Optional.empty())).isEqualTo(Priority.LOW);
        assertThat(limits.priority(Optional.of(Priority.HIGH))).isEqualTo(Priority.LOW);
    }

    @Test
    void of_digest_isThatOfTheKey() throws IOException {
        String digest = HexFormat.of().formatHex(ApiKey.digest("key"));

        for (String written : List.of(digest, digest.toUpperCase(Locale.ROOT))) {
            ApiKey key = KeyList.of(utf8("ci sha256:" + written)).get(0);
            assertThat(key.isAmong(List.of(ApiKey.digest("key")))).isTrue();
            assertThat(key.isAmong(List.of(ApiKey.digest("sha256:" + written)))).isFalse();
        }
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(utf8("ci key\nci2 sha256:" + digest)))
                .withMessageContaining("line 2 has a key that an earlier line has");
    }

    @Test
    void of_nameTwiceWithTheSameLimits_mayExpireApart() throws IOException {
        List<ApiKey> keys = KeyList.of(
                utf8("ci old models=a,b concurrent=2 expires=2027-01-31T18:00:00Z\nci new concurrent=2 models=b,a"));

        Instant then = Instant.parse("2027-01-31T18:00:00Z");
        assertThat(keys).extracting(key -> key.expired(then).isPresent()).containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource({
        "haiku, haiku, true",
        "haiku, claude-haiku-4-5-20251001, true",
        "haiku, claude-3-haiku-20240307, true",
        "haiku, claude-sonnet-5, false",
        "haiku, claude-cli-proxy, false",
        "haiku, Haiku, false",
        "haiku, haiku[1m], false",
        "haiku, claude-haiku-4-5[1m], false",
        "claude-sonnet-5, claude-sonnet-5, true",
        "claude-sonnet-5, claude-sonnet-5-20260101, false",
        "claude-sonnet-5, sonnet, false"
    })
    void allows_namedModelsAndFamilies(String allowed, String asked, boolean expected) throws IOException {
        KeyLimits limits = KeyList.of(utf8("ci key models=other," + allowed))
                .get(0)
                .admitted()
                .limits();

        assertThat(limits.allows(asked)).isEqualTo(expected);
        assertThat(KeyLimits.NONE.allows(asked)).isTrue();
    }

    @Test
    void of_noText_isSaid() {
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(new byte[] {'a', ' ', (byte) 0xFF}))
                .withMessageContaining("UTF-8");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
