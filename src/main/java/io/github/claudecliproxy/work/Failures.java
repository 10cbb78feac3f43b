package io.github.claudecliproxy.work;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.LoginAdvice;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.dispatch.DispatchTask.Dropped;
import io.github.claudecliproxy.dispatch.RejectedException;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.plan.PlanLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Every way in which work can fail, as the client is told and the log records it. */
public final class Failures {
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;

    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    private Failures() {}

    /**
     * Work that was not taken.
     *
     * @param limit why the queue pauses, if it does
     */
    public static WorkException rejected(RejectedException rejected, Optional<PlanLimit> limit) {
        return switch (rejected.reason()) {
            case QUEUE_FULL ->
                new WorkException(
                        ApiError.unavailable("The queue is full; try again later (MAX_QUEUE_DEPTH)"),
                        Outcome.QUEUE_REJECTED,
                        "QUEUE_FULL");
            case PAUSED -> paused(limit);
            case DRAINING -> stopping();
        };
    }

    /**
     * Work that never ran.
     *
     * @param limit why the queue pauses, if it does
     */
    public static WorkException dropped(
            Dropped dropped, CancelReason reason, Duration waited, Optional<PlanLimit> limit) {
        return switch (dropped) {
            case PAUSED -> paused(limit);
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
                    ApiError.of(UNAVAILABLE, ErrorType.OVERLOADED, failure.getMessage())
                            .withoutRetry(),
                    failure.summary());
        }
        ApiError error = ApiError.of(BAD_GATEWAY, ErrorType.API, failure.getMessage());
        return failed(answerBegun ? error.withoutRetry() : error, failure.summary());
    }

    public static WorkException ofApi(CliEvent.ApiFailed failure, boolean answerBegun) {
        if (failure.limit() != null && failure.limit().resetsAt() != null) {
            return limited(failure.message(), failure.limit().resetsAt());
        }
        int status = isError(failure.status()) ? failure.status() : statusOf(failure.type());
        boolean refused = failure.error().equals("authentication_failed");
        if (refused && failure.status() == 0 && failure.type().isEmpty()) {
            return ofCredential(LoginAdvice.NOT_LOGGED_IN, "", false);
        }
        if (refused || status == ErrorType.AUTHENTICATION.status()) {
            return ofCredential(LoginAdvice.REFUSED, failure.message(), false);
        }
        String type = failure.type().isEmpty() ? ErrorType.ofStatus(status).wireName() : failure.type();
        return failed(new ApiError(status, type, failure.message(), null, !answerBegun));
    }

    /** Not 401: a client would take that for its own key, which is not what the API has seen. */
    private static WorkException ofCredential(String advice, String said, boolean mayRetry) {
        String message = said.isEmpty() ? advice : advice + " (the API says: " + said + ")";
        ApiError error = ApiError.of(UNAVAILABLE, ErrorType.API, message);
        return failed(mayRetry ? error : error.withoutRetry(), advice).forItsCredential();
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

    /** The API has refused for the limit of the operator's plan. */
    private static WorkException limited(String message, Instant until) {
        return failed(limitError(message, Duration.between(Instant.now(), until)));
    }

    private static ApiError limitError(String message, Duration wait) {
        return ApiError.of(ErrorType.RATE_LIMIT, message).afterWait(wait.isNegative() ? RETRY_SOON : wait);
    }

    /** The limit of the operator's plan is known to be reached, so the API is not asked. */
    public static WorkException planLimit(PlanLimit limit) {
        ApiError error = limitError(limit.message(), limit.left(Instant.now()));
        return new WorkException(error, Outcome.QUEUE_REJECTED, "PLAN_LIMIT");
    }

    /** Without a limit the pause has ended while the work was being dropped. */
    private static WorkException paused(Optional<PlanLimit> limit) {
        return limit.map(Failures::planLimit)
                .orElseGet(() -> new WorkException(
                        limitError("The limit of the plan of this server's claude login was reached", RETRY_SOON),
                        Outcome.QUEUE_REJECTED,
                        "PLAN_LIMIT"));
    }

    /** The API failed and the CLI would ask again. We leave that decision to the client. */
    public static WorkException ofRetry(CliEvent.Retrying retry, boolean answerBegun) {
        if (!isError(retry.status())) {
            String when = answerBegun ? "was lost before the answer was whole" : "failed";
            ApiError lost = ApiError.of(BAD_GATEWAY, ErrorType.API, "The claude CLI's connection to the API " + when);
            return failed(answerBegun ? lost.withoutRetry() : lost);
        }
        if (retry.status() == ErrorType.AUTHENTICATION.status()) {
            return ofCredential(LoginAdvice.REFUSED, retry.message(), !answerBegun); // a login may be renewed by then
        }
        String message = retry.message().isEmpty()
                ? "The API answered the claude CLI with status " + retry.status() + " (" + retry.error() + ")"
                : retry.message();
        String type =
                retry.type().isEmpty() ? ErrorType.ofStatus(retry.status()).wireName() : retry.type();
        ApiError error = new ApiError(retry.status(), type, message, null, true);
        if (retry.status() == ErrorType.RATE_LIMIT.status()) {
            error = error.afterWait(retry.delay());
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
