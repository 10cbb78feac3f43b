package io.github.claudecliproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiWordsTest {
    private static final String ERROR = "{'type':'error','error':{'type':'rate_limit_error','message':'slow: {down}'}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[ERROR] API error (attempt 1/1): 429 429 | 429",
                "[ERROR] API error (attempt 1/1): 429 | 429",
                "[ERROR] API error (attempt 2/11): 529 529 | 529",
                "2026-11-24T10:00:00.000Z [ERROR] API error (attempt 1/1): 400 400 | 400",
                "[ERROR] Error streaming (non-streaming fallback disabled): | 0",
                "[ERROR] Error streaming: | 0"
            })
    void of_lineOfAnError_isTheApisWords(String before, int status) {
        assertThat(ApiWords.of(json(before + " " + ERROR)))
                .contains(new ApiWords(status, "rate_limit_error", "slow: {down}"));
        assertThat(ApiWords.of(json(before + " " + ERROR + " \r"))).isPresent();
    }

    @Test
    void of_errorWithoutMessage_hasNone() {
        assertThat(ApiWords.of(json("[ERROR] Error streaming: {'error':{'type':'api_error'}}")))
                .contains(new ApiWords(0, "api_error", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[ERROR] something else",
                "[WARN] API error (attempt 1/1): 429 429 {'error':{'type':'rate_limit_error'}}",
                "API error (attempt 1/1): 429 429 {'error':{'type':'rate_limit_error'}}",
                "[ERROR] API error (attempt 1/1): 502 502 <html>bad gateway</html>",
                "[ERROR] API error (attempt 1/1): 502 502 {bad gateway}",
                "[ERROR] API error (attempt 1/1): 502 502 {'error':'bad gateway'}",
                "[ERROR] API error (attempt 1/1): 502 502 {'error':{'message':'bad gateway'}}",
                "[ERROR] API error (attempt 1/1): 502 502 {'error':{'type':'api_error'}} and more",
                "[ERROR] API error (attempt 1/1): Connection error."
            })
    void of_anyOtherLine_isNothing(String line) {
        assertThat(ApiWords.of(json(line))).isEmpty();
    }

    private static String json(String line) {
        return line.replace('\'', '"');
    }
}
