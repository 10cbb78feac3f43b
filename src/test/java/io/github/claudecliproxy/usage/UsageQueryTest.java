package io.github.claudecliproxy.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQueryTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

    @Test
    void of_nothingSaid_isTheLastThirtyDaysByDay() throws Exception {
        UsageQuery query = UsageQuery.of("", "", "", Optional.empty(), TODAY);

        assertThat(query.from()).isEqualTo(LocalDate.of(2026, 10, 29));
        assertThat(query.to()).isEqualTo(TODAY);
        assertThat(query.written()).containsExactly("day");
    }

    @Test
    void of_everything_isReadInTheOrderOfTheColumns() throws Exception {
        UsageQuery query = UsageQuery.of("2026-01-01", "2026-01-01", "key, day,model,key", Optional.of("ci"), TODAY);

        assertThat(query.from()).isEqualTo(query.to()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(query.written()).containsExactly("day", "model", "key");
        assertThat(query.key()).contains("ci");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-13-01, '', '', from: '2026-13-01' is not a day such as 2026-11-27",
        "'', 2026-02-30, '', to: '2026-02-30' is not a day",
        "'', 26-1-1, '', to: '26-1-1' is not a day",
        "2026-11-28, '', '', 'from: 2026-11-28 comes after to, which is 2026-11-27'",
        "'', '', hour, 'by: ''hour'' is none of day, model, key'",
        "'', '', 'day,', 'by: '''' is none of day, model, key'",
        "'', '', 'day;key', 'by: ''day;key'' is none of'"
    })
    void of_aWrongParameter_isNamed(String from, String to, String by, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> UsageQuery.of(from, to, by, Optional.empty(), TODAY))
                .withMessageContaining(message)
                .satisfies(refused -> assertThat(refused.error().status()).isEqualTo(400));
    }
}
