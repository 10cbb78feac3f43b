package io.github.claudecliproxy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTypeTest {
    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "403, permission_error",
        "404, not_found_error",
        "413, request_too_large",
        "429, rate_limit_error",
        "500, api_error",
        "504, timeout_error",
        "529, overloaded_error"
    })
    void ofStatus_known_isTheApisOwn(int status, String type) {
        assertThat(ErrorType.ofStatus(status).wireName()).isEqualTo(type);
        assertThat(ErrorType.ofStatus(status).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "405, invalid_request_error",
        "422, invalid_request_error",
        "502, api_error",
        "508, api_error",
        "0, api_error"
    })
    void ofStatus_unknown_fallsBackByClass(int status, String type) {
        assertThat(ErrorType.ofStatus(status).wireName()).isEqualTo(type);
    }

    @Test
    void values_all_areInTheTableAbove() {
        assertThat(ErrorType.values()).hasSize(9);
    }
}
