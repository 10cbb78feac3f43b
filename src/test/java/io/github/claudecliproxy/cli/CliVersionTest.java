package io.github.claudecliproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliVersionTest {
    @ParameterizedTest
    @CsvSource({"2.1.330 (Claude Code), 2.1.330", "' 2.1.330\n', 2.1.330", "10.0.1-beta.2, 10.0.1", "2.1.330.4, 2.1.330"
    })
    void parse_printed_isFound(String printed, String version) {
        assertThat(CliVersion.parse(printed)).map(CliVersion::toString).hasValue(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v2.1.330", "2.1", "2.1.x", "Claude 2.1.330", "1234567.0.0", "2.1.33000000000", "2.1.330a"})
    void parse_somethingElse_isEmpty(String printed) {
        assertThat(CliVersion.parse(printed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2.1.330, 2.1.331", "2.1.999, 2.2.0", "2.9.999, 3.0.0", "2.9.0, 2.10.0"})
    void compareTo_older_isLess(String older, String newer) {
        CliVersion first = CliVersion.parse(older).orElseThrow();
        CliVersion second = CliVersion.parse(newer).orElseThrow();

        assertThat(first).isLessThan(second);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void floor_always_isTheTestedVersion() {
        assertThat(CliVersion.FLOOR).isEqualByComparingTo(new CliVersion(2, 1, 330));
    }
}
