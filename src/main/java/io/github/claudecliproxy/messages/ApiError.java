package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error as the client gets it.
 *
 * @param status HTTP status
 * @param type wire name of the error type; the API's own types are kept, even unknown ones
 * @param message what is wrong and what to do about it
 * @param retryAfter how long the client should wait before it retries, or null if that is not known
 * @param mayRetry false if a retry cannot help or would be paid again; sent as {@code x-should-retry: false}
 * @param details for programs, or null
 */
public record ApiError(
        int status,
        String type,
        String message,
        @Nullable Duration retryAfter,
        boolean mayRetry,
        @Nullable ObjectNode details) {

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    /** SDKs obey a {@code retry-after} of up to a minute; they would cut a longer one short and ask again too early. */
    private static final Duration LONGEST_CLIENT_WAIT = Duration.ofSeconds(60);

    /** Without details. */
    public ApiError(int status, String type, String message, @Nullable Duration retryAfter, boolean mayRetry) {
        this(status, type, message, retryAfter, mayRetry, null);
    }

    public static ApiError of(ErrorType type, String message) {
        return of(type.status(), type, message);
    }

    public static ApiError of(int status, ErrorType type, String message) {
        return new ApiError(status, type.wireName(), message, null, true);
    }

    /** 503: the proxy has no room, or stops; waiting helps. */
    public static ApiError unavailable(String message) {
        return of(SERVICE_UNAVAILABLE, ErrorType.OVERLOADED, message).retryAfter(RETRY_SOON);
    }

    /** 503: no new work is taken, and queued work is not run. */
    public static ApiError serverStopping() {
        return unavailable("The server is stopping");
    }

    /** Waiting helps, and the client itself may wait and retry, unless that takes too long. */
    public ApiError afterWait(Duration wait) {
        ApiError error = retryAfter(wait);
        return wait.compareTo(LONGEST_CLIENT_WAIT) > 0 ? error.withoutRetry() : error;
    }

    public ApiError retryAfter(Duration delay) {
        return new ApiError(status, type, message, delay, mayRetry, details);
    }

    public ApiError withoutRetry() {
        return new ApiError(status, type, message, retryAfter, false, details);
    }

    public ApiError withDetails(ObjectNode more) {
        return new ApiError(status, type, message, retryAfter, mayRetry, more);
    }

    /**
     * The body of an error answer, and the data of an SSE {@code error} event.
     *
     * @see <a href="https://docs.claude.com/en/api/errors">Error shapes</a>
     */
    public ObjectNode toJson(String requestId) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode error = body.putObject("error").put("type", type).put("message", message);
        if (details != null) {
            error.set("details", details);
        }
        return body.put("request_id", requestId);
    }
}
