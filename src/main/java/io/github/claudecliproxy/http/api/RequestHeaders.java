package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.keys.ApiKey;
import io.github.claudecliproxy.messages.InvalidRequestException;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The request headers that matter to a turn. */
final class RequestHeaders {
    private static final Pattern BETA = Pattern.compile("[A-Za-z0-9._-]{1,80}");
    private static final int MAX_SECONDS = 1_000_000;

    private RequestHeaders() {}

    static AskedPriority priority(HttpHeaders headers) throws InvalidRequestException {
        return priority("x-priority", headers.getHeaderString("x-priority"));
    }

    /** Parses a priority. */
    static AskedPriority priority(String field, @Nullable String name) throws InvalidRequestException {
        if (name == null || name.isBlank()) {
            return new AskedPriority(field, Optional.empty());
        }
        for (Priority priority : Priority.values()) {
            if (priority.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return new AskedPriority(field, Optional.of(priority));
            }
        }
        throw new InvalidRequestException(field + ": must be high, normal or low");
    }

    /** The beta features that a request names; malformed names are left out. */
    static List<String> betas(HttpHeaders headers) {
        List<String> asked = headers.getRequestHeader("anthropic-beta");
        return asked == null
                ? List.of()
                : asked.stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .map(String::strip)
                        .filter(name -> BETA.matcher(name).matches())
                        .distinct()
                        .toList();
    }

    /** A digest of the request's credentials, whether or not a key is needed. */
    static String owner(HttpHeaders headers) {
        return ApiKey.digestOf(headers.getHeaderString("x-api-key"), headers.getHeaderString("authorization"));
    }

    /**
     * The timeout, or the client's own if that is shorter: SDKs say after how many seconds they hang up, and work
     * beyond that is for nobody. They round down to whole seconds, so one second is added.
     */
    static Duration capped(Duration timeout, HttpHeaders headers) {
        String seconds = headers.getHeaderString("x-stainless-timeout");
        if (seconds == null || !seconds.matches("\\d{1,6}")) {
            return timeout;
        }
        Duration client = Duration.ofSeconds(Math.min(MAX_SECONDS, Integer.parseInt(seconds) + 1L));
        return client.compareTo(timeout) < 0 ? client : timeout;
    }
}
