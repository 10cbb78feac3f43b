package io.github.claudecliproxy.openai.responses;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;

/** How much of earlier responses one request may bring back: a short request can name much. For one thread. */
final class Allowance {
    private final int most;
    private long taken;

    Allowance(int mostBytes) {
        this.most = mostBytes;
    }

    void take(long bytes) throws InvalidRequestException {
        taken += bytes;
        if (taken > most) {
            throw new InvalidRequestException(ApiError.of(
                    ErrorType.REQUEST_TOO_LARGE,
                    "The responses that the request names are larger than " + most
                            + " bytes (CLAUDE_PROXY_MAX_BODY_BYTES)"));
        }
    }
}
