package io.github.claudecliproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyTest {
    private final ApiKey key = new ApiKey("s3cret");

    @ParameterizedTest
    @CsvSource({"x-api-key, s3cret", "authorization, Bearer s3cret", "Authorization, bearer  s3cret"})
    void isBroughtBy_rightKey_isTrue(String header, String value) {
        assertThat(key.isBroughtBy(HttpFixtures.request(header, value))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "x-api-key, S3CRET",
        "x-api-key, s3cre",
        "x-api-key, ''",
        "authorization, s3cret",
        "authorization, Basic s3cret",
        "authorization, 'Bearer '"
    })
    void isBroughtBy_wrongKey_isFalse(String header, String value) {
        assertThat(key.isBroughtBy(HttpFixtures.request(header, value))).isFalse();
    }

    @Test
    void isBroughtBy_oneOfTwoIsRight_isTrue() {
        assertThat(key.isBroughtBy(HttpFixtures.request("x-api-key", "dummy", "authorization", "Bearer s3cret")))
                .isTrue();
        assertThat(key.isBroughtBy(HttpFixtures.request())).isFalse();
    }
}
