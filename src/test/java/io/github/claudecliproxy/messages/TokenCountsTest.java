package io.github.claudecliproxy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountsTest {
    private static final TokenCounts FIRST = new TokenCounts(1, 2, 3, 4, 5);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                          | 1 | 2 | 3 | 4  | 5
            {"output_tokens":20}                                        | 1 | 20| 3 | 4  | 5
            {"cache_read_input_tokens":30,"input_tokens":0}             | 0 | 2 | 30| 4  | 5
            {"cache_creation_input_tokens":9}                           | 1 | 2 | 3 | 4  | 5
            {"cache_creation_input_tokens":40}                          | 1 | 2 | 3 | 35 | 5
            {"cache_creation_input_tokens":null,"cache_creation":null}  | 1 | 2 | 3 | 4  | 5
            {"cache_creation":{"ephemeral_5m_input_tokens":7,"ephemeral_1h_input_tokens":8}} | 1 | 2 | 3 | 7 | 8
            {"cache_creation_input_tokens":8,"cache_creation":{"ephemeral_1h_input_tokens":8}} | 1 | 2 | 3 | 0 | 8
            """)
    void updated_replacesWhatTheUsageNames(
            String usage, long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h)
            throws Exception {
        JsonNode json = Json.mapper().readTree(usage);

        assertThat(FIRST.updated(json))
                .isEqualTo(new TokenCounts(input, output, cacheRead, cacheWrite5m, cacheWrite1h));
    }

    @Test
    void plus_addsEachKind() {
        assertThat(FIRST.plus(new TokenCounts(10, 20, 30, 40, 50))).isEqualTo(new TokenCounts(11, 22, 33, 44, 55));
        assertThat(FIRST.cacheWrite()).isEqualTo(9);
        assertThat(FIRST.total()).isEqualTo(15);
    }
}
