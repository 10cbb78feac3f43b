package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Errors in OpenAI's envelope. The {@code type} stays Claude's, which tells more; {@code code} is OpenAI's where programs look
 * at it.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">Error codes</a>
 */
public final class OpenAiError {
    /** Our own messages begin with the field that is wrong. */
    private static final Pattern FIELD = Pattern.compile("^([a-z_]+(?:[.\\[][A-Za-z0-9_.\\[\\]]*)?): ");

    private static final Pattern API_PATH = Pattern.compile("\\.\\d.*");

    private OpenAiError() {}

    /** The body of an error answer, and the data of an error in a stream of chunks. */
    public static ObjectNode toJson(ApiError error) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", error.message())
                .put("type", error.type())
                .put("param", param(error))
                .put("code", code(error));
        return body;
    }

    /** Claude's API counts messages without the instructions, so its indices are not the client's: only the field's name is kept. */
    private static @Nullable String param(ApiError error) {
        Matcher field = FIELD.matcher(error.message());
        return field.find() ? API_PATH.matcher(field.group(1)).replaceFirst("") : null;
    }

    /** What kind of error it is, for programs; null if the status tells all. */
    public static @Nullable String code(ApiError error) {
        return switch (error.status()) {
            case 400, 413 -> isTooLong(error) ? "context_length_exceeded" : null;
            case 401 -> "invalid_api_key";
            case 404 -> notFound(error);
            case 429 -> "rate_limit_exceeded";
            default -> error.status() < 500 ? null : "server_error";
        };
    }

    private static boolean isTooLong(ApiError error) {
        return error.message().toLowerCase(Locale.ROOT).contains("prompt is too long");
    }

    private static @Nullable String notFound(ApiError error) {
        String param = param(error);
        if ("previous_response_id".equals(param)) {
            return "previous_response_not_found";
        }
        return "model".equals(param) ? "model_not_found" : null;
    }
}
