package io.github.claudecliproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.keys.KeyLimits;
import io.github.claudecliproxy.keys.KeyOptions;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @ParameterizedTest
    @CsvSource({"high, HIGH", "Normal, NORMAL", "' LOW ', LOW", "'', NORMAL", "' ', NORMAL"})
    void priority_said_isTaken(String value, Priority priority) throws Exception {
        assertThat(RequestHeaders.priority(HttpFixtures.request("X-Priority", value))
                        .within(KeyLimits.NONE))
                .isEqualTo(priority);
    }

    @Test
    void priority_notSaid_isNormal() throws Exception {
        assertThat(RequestHeaders.priority(HttpFixtures.request()).within(KeyLimits.NONE))
                .isEqualTo(Priority.NORMAL);
        assertThat(RequestHeaders.priority("priority", null).within(KeyLimits.NONE))
                .isEqualTo(Priority.NORMAL);
    }

    /** {@code NONE} stands for a header that is not there, or for nothing that is ignored. */
    @ParameterizedTest
    @CsvSource({
        "high, NORMAL, x-priority",
        "normal, NORMAL, NONE",
        "low, LOW, NONE",
        "'', LOW, NONE",
    })
    void priority_aboveTheKeysHighest_isThatAndNamed(String value, Priority gets, String ignored) throws Exception {
        KeyLimits limits = KeyOptions.of(List.of("priority=low", "highest-priority=normal"))
                .limits();

        AskedPriority asked = RequestHeaders.priority(HttpFixtures.request("x-priority", value));

        assertThat(asked.within(limits)).isEqualTo(gets);
        assertThat(asked.ignored(limits)).isEqualTo(ignored.equals("NONE") ? Set.of() : Set.of(ignored));
    }

    @ParameterizedTest
    @ValueSource(strings = {"urgent", "1", "high,low", "H\u0130GH"})
    void priority_somethingElse_isRefusedByName(String value) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> RequestHeaders.priority("priority", value))
                .withMessage("priority: must be high, normal or low");
    }

    @ParameterizedTest
    @CsvSource({"10, 11", "598, 599", "599, 600", "600, 600", "601, 600", "999999, 600", "0, 1", "000007, 8"})
    void capped_clientHangsUpEarlier_isTheShorter(String header, long seconds) {
        assertThat(RequestHeaders.capped(LIMIT, HttpFixtures.request("x-stainless-timeout", header)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "-5", "1.5", "10000000", "99999999999999999999", "NaN", "٣"})
    void capped_headerNotUnderstood_staysAsItIs(String header) {
        assertThat(RequestHeaders.capped(LIMIT, HttpFixtures.request("x-stainless-timeout", header)))
                .isEqualTo(LIMIT);
    }

    @Test
    void capped_noHeader_staysAsItIs() {
        assertThat(RequestHeaders.capped(LIMIT, HttpFixtures.request())).isEqualTo(LIMIT);
    }
}
