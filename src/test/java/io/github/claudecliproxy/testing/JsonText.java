package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON from and to the text in which tests write and compare it. */
public final class JsonText {
    private JsonText() {}

    /** What the text says; text that is not JSON is a mistake of the test's, or of whoever sent it. */
    public static JsonNode parse(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            throw new UncheckedIOException(text, notJson);
        }
    }

    /** As {@link #parse}, of text with single quotes in place of double ones. */
    public static JsonNode parseQuoted(String text) {
        return parse(text.replace('\'', '"'));
    }

    public static String of(JsonNode json) {
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }
}
