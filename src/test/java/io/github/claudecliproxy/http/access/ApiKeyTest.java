package io.github.claudecliproxy.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.keys.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyTest {
    private final ApiKey key = ApiKey.of("mine", "s3cret");

    @ParameterizedTest
    @CsvSource({"x-api-key, s3cret", "authorization, Bearer s3cret", "Authorization, bearer  s3cret"})
    void isAmong_rightKey_isTrue(String header, String value) {
        assertThat(isBrought(header, value)).isTrue();
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
    void isAmong_wrongKey_isFalse(String header, String value) {
        assertThat(isBrought(header, value)).isFalse();
    }

    @Test
    void isAmong_oneOfTwoIsRight_isTrue() {
        assertThat(isBrought("x-api-key", "dummy", "authorization", "Bearer s3cret"))
                .isTrue();
        assertThat(isBrought("x-api-key", "s3cret", "authorization", "Bearer dummy"))
                .isTrue();
        assertThat(isBrought()).isFalse();
    }

    private boolean isBrought(String... headers) {
        return key.isAmong(AccessKeys.broughtBy(HttpFixtures.request(headers)));
    }
}
