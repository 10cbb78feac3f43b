package io.github.claudecliproxy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiErrorTest {
    @Test
    void toJson_always_isTheApisShape() {
        ApiError error = ApiError.of(503, ErrorType.OVERLOADED, "say \"please\"");

        String json = new String(Json.bytes(error.toJson("req_1")), StandardCharsets.UTF_8);

        assertThat(json)
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"say \\\"please\\\"\"},\"request_id\":\"req_1\"}");
    }

    @Test
    void of_typeAlone_hasItsStatusAndMayBeRetried() {
        assertThat(ApiError.of(ErrorType.RATE_LIMIT, "slow down"))
                .isEqualTo(new ApiError(429, "rate_limit_error", "slow down", null, true));
    }

    @Test
    void with_delayAndNoRetry_keepsTheRest() {
        ApiError error = ApiError.of(ErrorType.TIMEOUT, "late")
                .retryAfter(Duration.ofSeconds(3))
                .withoutRetry();

        assertThat(error).isEqualTo(new ApiError(504, "timeout_error", "late", Duration.ofSeconds(3), false));
        assertThat(ApiError.of(ErrorType.TIMEOUT, "late").withoutRetry().retryAfter(Duration.ofSeconds(3)))
                .isEqualTo(error);
    }
}
