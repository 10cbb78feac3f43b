package io.github.claudecliproxy.messages;

/**
 * The error types of the Messages API, each with its usual status.
 *
 * @see <a href="https://docs.claude.com/en/api/errors">Errors</a>
 */
public enum ErrorType {
    INVALID_REQUEST(400, "invalid_request_error"),
    AUTHENTICATION(401, "authentication_error"),
    PERMISSION(403, "permission_error"),
    NOT_FOUND(404, "not_found_error"),
    REQUEST_TOO_LARGE(413, "request_too_large"),
    RATE_LIMIT(429, "rate_limit_error"),
    API(500, "api_error"),
    OVERLOADED(529, "overloaded_error"),
    TIMEOUT(504, "timeout_error");

    private final int status;
    private final String wireName;

    ErrorType(int status, String wireName) {
        this.status = status;
        this.wireName = wireName;
    }

    public int status() {
        return status;
    }

    public String wireName() {
        return wireName;
    }

    /** The API's type for a status; {@code invalid_request_error} for other 4xx, else {@code api_error}. */
    public static ErrorType ofStatus(int status) {
        for (ErrorType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status >= 400 && status < 500 ? INVALID_REQUEST : API;
    }
}
