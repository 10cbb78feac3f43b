package io.github.claudecliproxy.messages;

/** A request that cannot be served. The message names the field and what to do. */
public final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public InvalidRequestException(String message) {
        this(ApiError.of(ErrorType.INVALID_REQUEST, message));
    }

    public InvalidRequestException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
