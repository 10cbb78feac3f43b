package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Once an answer has begun, another try would pay for it again. */
class AnswerReaderFailureTest {
    private final AnswerReader reader = new AnswerReader(1);

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "413, request_too_large",
        "500, api_error",
        "529, overloaded_error",
        "418, from_tomorrow_error"
    })
    void accept_apiFailed_keepsStatusAndType(int status, String type) throws Exception {
        CliEvent failed = new CliEvent.ApiFailed(status, type, "word", "too long");

        ApiError before = failure(failed);
        reader.accept(CliEvents.START);
        ApiError after = failure(failed);

        assertThat(before).isEqualTo(new ApiError(status, type, "too long", null, true));
        assertThat(after).isEqualTo(before.withoutRetry());
    }

    @Test
    void accept_apiFailedWithoutType_hasTheOneOfItsStatus() {
        assertThat(failure(new CliEvent.ApiFailed(429, "", "rate_limit", "slow")))
                .isEqualTo(new ApiError(429, "rate_limit_error", "slow", null, true));
    }

    @Test
    void accept_apiFailedWithoutStatus_isBadGateway() {
        assertThat(failure(new CliEvent.ApiFailed(0, "", "unknown", "Connection error.")))
                .isEqualTo(new ApiError(502, "api_error", "Connection error.", null, true));
    }

    @Test
    void accept_notLoggedIn_saysWhoseLoginItIsAndHowToLogIn() {
        WorkException failure = thrown(new CliEvent.ApiFailed(0, "", "authentication_failed", "Not logged in"));

        assertThat(failure.error().status()).isEqualTo(503);
        assertThat(failure.error().type()).isEqualTo("api_error");
        assertThat(failure.error().message())
                .contains("claude CLI of this server", "claude auth login", "ANTHROPIC_API_KEY");
        assertThat(failure.error().mayRetry()).isFalse();
        assertThat(failure.reason()).isEqualTo(failure.error().message());
    }

    /** A client would take a 401 for its own key. */
    @ParameterizedTest
    @CsvSource({"401, authentication_error", "403, permission_error", "0, authentication_error"})
    void accept_credentialRefusedByTheApi_isNotTheClients(int status, String type) {
        WorkException failure =
                thrown(new CliEvent.ApiFailed(status, type, "authentication_failed", "invalid x-api-key"));

        assertThat(failure.error().status()).isEqualTo(503);
        assertThat(failure.error().type()).isEqualTo("api_error");
        assertThat(failure.error().message())
                .contains("this server's claude CLI", "claude auth login")
                .endsWith("(the API says: invalid x-api-key)");
        assertThat(failure.error().mayRetry()).isFalse();
        assertThat(failure.reason()).contains("claude auth login").doesNotContain("invalid x-api-key");
    }

    @Test
    void accept_retryingWithARefusedCredential_isNotTheClientsEither() {
        ApiError error = failure(new CliEvent.Retrying(1, 401, "authentication_failed", Duration.ZERO, "", ""));

        assertThat(error.status()).isEqualTo(503);
        assertThat(error.message()).contains("this server's claude CLI");
        assertThat(error.mayRetry()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500, api_error", "503, api_error", "529, overloaded_error", "408, invalid_request_error"})
    void accept_retrying_isTheApisStatus(int status, String type) throws Exception {
        CliEvent retrying = new CliEvent.Retrying(1, status, "server_error", Duration.ofSeconds(1), "", "");

        ApiError before = failure(retrying);
        reader.accept(CliEvents.START);
        ApiError after = failure(retrying);

        assertThat(before.status()).isEqualTo(status);
        assertThat(before.type()).isEqualTo(type);
        assertThat(before.retryAfter()).isNull();
        assertThat(before.mayRetry()).isTrue();
        assertThat(after).isEqualTo(before.withoutRetry());
    }

    @Test
    void accept_retryingWithoutStatus_isALostConnection() throws Exception {
        CliEvent retrying = new CliEvent.Retrying(1, 0, "", Duration.ofSeconds(1), "", "");

        ApiError before = failure(retrying);
        reader.accept(CliEvents.START);
        ApiError after = failure(retrying);

        assertThat(before.status()).isEqualTo(502);
        assertThat(before.mayRetry()).isTrue();
        assertThat(after.status()).isEqualTo(502);
        assertThat(after.message()).contains("before the answer was whole");
        assertThat(after.mayRetry()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1000, true", "60000, true", "60001, false", "3600000, false"})
    void accept_retryingRateLimit_saysHowLong(long delayMs, boolean mayRetry) {
        Duration delay = Duration.ofMillis(delayMs);

        ApiError error = failure(new CliEvent.Retrying(1, 429, "rate_limit", delay, "", ""));

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.type()).isEqualTo("rate_limit_error");
        assertThat(error.retryAfter()).isEqualTo(delay);
        assertThat(error.mayRetry()).isEqualTo(mayRetry);
    }

    @Test
    void accept_retryingRateLimitAfterBegun_isNotRepeated() throws Exception {
        reader.accept(CliEvents.START);

        ApiError error = failure(new CliEvent.Retrying(1, 429, "rate_limit", Duration.ofSeconds(1), "", ""));

        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(error.mayRetry()).isFalse();
    }

    @Test
    void accept_turnEndedWithoutAnswer_saysWhy() {
        ApiError error = failure(new CliEvent.TurnEnded("error_during_execution", true, "", ""));

        assertThat(error)
                .isEqualTo(new ApiError(
                        502,
                        "api_error",
                        "The claude CLI ended the turn without an answer: error_during_execution",
                        null,
                        true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "error_during_execution"})
    void accept_turnEndedAfterBegun_isNotRepeated(String subtype) throws Exception {
        reader.accept(CliEvents.START);
        reader.accept(CliEvents.BROKEN_OFF);

        ApiError error = failure(new CliEvent.TurnEnded(subtype, true, "It broke off", ""));

        assertThat(error.status()).isEqualTo(502);
        assertThat(error.message()).endsWith("It broke off");
        assertThat(error.mayRetry()).isFalse();
    }

    @Test
    void accept_turnEndedByItsLimit_isTheTurnLimit() {
        assertThat(failure(new CliEvent.TurnEnded("error_max_turns", true, "", ""))
                        .status())
                .isEqualTo(422);
    }

    private ApiError failure(CliEvent event) {
        return thrown(event).error();
    }

    private WorkException thrown(CliEvent event) {
        AtomicReference<WorkException> thrown = new AtomicReference<>();
        assertThatExceptionOfType(WorkException.class)
                .isThrownBy(() -> reader.accept(event))
                .satisfies(failure -> {
                    assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
                    thrown.set(failure);
                });
        return thrown.get();
    }
}
