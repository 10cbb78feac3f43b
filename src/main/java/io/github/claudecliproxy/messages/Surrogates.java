package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Refuses half a surrogate pair, which JSON can escape but UTF-8 cannot encode. The messages are the API's own. */
final class Surrogates {
    private Surrogates() {}

    /** Checks a text. Jackson itself refuses such keys. */
    static void check(CharSequence path, JsonNode value) throws InvalidRequestException {
        String fault = value.isTextual() ? fault(value.textValue()) : null;
        if (fault != null) {
            throw new InvalidRequestException(
                    "The request body is not valid JSON: " + fault + ": " + Fields.shown(path.toString()));
        }
    }

    private static @Nullable String fault(String text) {
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (open != Character.isLowSurrogate(c)) {
                return open ? "no low surrogate in string" : "invalid high surrogate in string";
            }
            open = Character.isHighSurrogate(c);
        }
        return open ? "no low surrogate in string" : null;
    }
}
