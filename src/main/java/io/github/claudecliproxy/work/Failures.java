package io.github.claudecliproxy.work;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.dispatch.DispatchTask.Dropped;
import io.github.claudecliproxy.dispatch.RejectedException;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Every way in which work can fail, as the client is told and the log records it. */
public final class Failures {
    /** SDKs obey a {@code retry-after} of up to a minute; they would cut a longer one short and ask again too early. */
    private static final Duration LONGEST_CLIENT_WAIT = Duration.ofSeconds(60);

    private static final int BAD_GATEWAY = 502;

    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    private Failures() {}

    public static WorkException rejected(RejectedException rejected) {
        return switch (rejected.reason()) {
            case QUEUE_FULL ->
                new WorkException(
                        ApiError.unavailable("The queue is full; try again later (MAX_QUEUE_DEPTH)"),
                        Outcome.QUEUE_REJECTED,
                        "QUEUE_FULL");
            case DRAINING -> stopping();
        };
    }

    public static WorkException dropped(Dropped dropped, CancelReason reason, Duration waited) {
        return switch (dropped) {
            case EXPIRED ->
                new WorkException(
                        ApiError.of(
                                408,
                                ErrorType.TIMEOUT,
                                "No slot was free within " + waited.toMillis() + " ms (QUEUE_TIMEOUT_MS)"),
                        Outcome.TIMED_OUT,
                        "QUEUE_TIMEOUT");
            case CANCELLED -> cancelled(reason, Duration.ZERO);
            case DRAINED -> stopping();
            case NO_THREAD ->
                new WorkException(
                        ApiError.of(ErrorType.API, "The server could not start a thread for the request"),
                        Outcome.FAILED,
                        "ERR");
        };
    }

    public static WorkException cancelled(CancelReason reason, Duration timeout) {
        return switch (reason) {
            case DEADLINE ->
                new WorkException(
                        ApiError.of(
                                        ErrorType.TIMEOUT,
                                        "The turn ran longer than its timeout of " + timeout.toMillis() + " ms")
                                .withoutRetry(),
                        Outcome.TIMED_OUT,
                        "TIMEOUT");
            case SERVER_STOPPING -> stopping();
            case CLIENT_GONE ->
                new WorkException(
                        ApiError.of(499, ErrorType.API, "The client closed the connection"),
                        Outcome.CANCELLED,
                        "CANCELLED");
        };
    }

    private static WorkException stopping() {
        return new WorkException(ApiError.serverStopping(), Outcome.CANCELLED, "CANCELLED");
    }

    public static WorkException turnLimit(int maxTurns) {
        return new WorkException(
                ApiError.of(422, ErrorType.INVALID_REQUEST, "Reached the limit of " + maxTurns + " turns (maxTurns)"),
                Outcome.FAILED,
                "MAX_TURNS");
    }

    /** The CLI itself failed. Once the answer has begun, another try would pay for it again. */
    public static WorkException ofCli(CliException failure, boolean answerBegun) {
        if (failure.kind() == CliException.Kind.UNAVAILABLE) {
            return failed(
                    ApiError.of(503, ErrorType.OVERLOADED, failure.getMessage()).withoutRetry(), failure.summary());
        }
        ApiError error = ApiError.of(BAD_GATEWAY, ErrorType.API, failure.getMessage());
        return failed(answerBegun ? error.withoutRetry() : error, failure.summary());
    }

    public static WorkException ofApi(CliEvent.ApiFailed failure, @Nullable Instant limitedUntil, boolean answerBegun) {
        if (limitedUntil != null && (failure.status() == 0 || failure.status() == ErrorType.RATE_LIMIT.status())) {
            return limited(failure.message(), limitedUntil);
        }
        if (failure.status() == 0 && failure.error().equals("authentication_failed")) {
            return failed(ApiError.of(
                            503,
                            ErrorType.OVERLOADED,
                            "The claude CLI is not logged in on the proxy's machine: run 'claude' there and log in, "
                                    + "or start the proxy with ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN")
                    .withoutRetry());
        }
        int status = isError(failure.status()) ? failure.status() : statusOf(failure.type());
        String type = failure.type().isEmpty() ? ErrorType.ofStatus(status).wireName() : failure.type();
        return failed(new ApiError(status, type, failure.message(), null, !answerBegun));
    }

    /** The status for an error that the API sends in place of a stream: such an error has none of its own. */
    private static int statusOf(String type) {
        for (ErrorType known : ErrorType.values()) {
            if (known.wireName().equals(type) && known != ErrorType.API) {
                return known.status();
            }
        }
        return BAD_GATEWAY;
    }

    /** The limit of the operator's plan. */
    private static WorkException limited(String message, Instant until) {
        Duration wait = Duration.between(Instant.now(), until);
        ApiError error = ApiError.of(ErrorType.RATE_LIMIT, message).retryAfter(wait.isNegative() ? RETRY_SOON : wait);
        return failed(wait.compareTo(LONGEST_CLIENT_WAIT) > 0 ? error.withoutRetry() : error);
    }

    /** The API failed and the CLI would ask again. We leave that decision to the client. */
    public static WorkException ofRetry(CliEvent.Retrying retry, boolean answerBegun) {
        if (!isError(retry.status())) {
            String when = answerBegun ? "was lost before the answer was whole" : "failed";
            ApiError lost = ApiError.of(BAD_GATEWAY, ErrorType.API, "The claude CLI's connection to the API " + when);
            return failed(answerBegun ? lost.withoutRetry() : lost);
        }
        String message = retry.message().isEmpty()
                ? "The API answered the claude CLI with status " + retry.status() + " (" + retry.error() + ")"
                : retry.message();
        String type =
                retry.type().isEmpty() ? ErrorType.ofStatus(retry.status()).wireName() : retry.type();
        ApiError error = new ApiError(retry.status(), type, message, null, true);
        if (retry.status() == ErrorType.RATE_LIMIT.status()) {
            error = error.retryAfter(retry.delay());
            boolean tooLong = retry.delay().compareTo(LONGEST_CLIENT_WAIT) > 0;
            return failed(tooLong || answerBegun ? error.withoutRetry() : error);
        }
        return failed(answerBegun ? error.withoutRetry() : error);
    }

    /** The CLI ended its turn without an answer. */
    public static WorkException ofEnd(CliEvent.TurnEnded end, boolean answerBegun) {
        if (end.sealedOff()) { // the words are our seal's, not the API's
            ApiError none = ApiError.of(BAD_GATEWAY, ErrorType.API, "The claude CLI did not ask the API");
            return answerBegun ? brokenOff() : failed(none);
        }
        String why = end.text().isEmpty() ? end.subtype() : end.text();
        ApiError error =
                ApiError.of(BAD_GATEWAY, ErrorType.API, "The claude CLI ended the turn without an answer: " + why);
        return failed(answerBegun ? error.withoutRetry() : error);
    }

    /** The API broke off its answer. What has come of it was paid for. */
    public static WorkException brokenOff() {
        return failed(ApiError.of(BAD_GATEWAY, ErrorType.API, "The API broke off before the answer was whole")
                .withoutRetry());
    }

    public static WorkException fault() {
        return new WorkException(
                ApiError.of(ErrorType.API, "Internal error of the proxy; its log has the cause under this request_id"),
                Outcome.FAILED,
                "ERR");
    }

    /** Whether a status that the CLI reports is an HTTP error that can be relayed. */
    private static boolean isError(int status) {
        return status >= 400 && status < 600;
    }

    private static WorkException failed(ApiError error) {
        return failed(error, "");
    }

    private static WorkException failed(ApiError error, String reason) {
        return new WorkException(error, Outcome.FAILED, "PROC_FAIL", reason);
    }
}
