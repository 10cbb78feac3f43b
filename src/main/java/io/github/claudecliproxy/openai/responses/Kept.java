package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;

/** JSON that is kept as bytes. */
final class Kept {
    /** The overhead of an entry. */
    private static final int BYTES_BESIDE = 200;

    private final String previous;
    private final byte[] json;

    /**
     * Keeps bytes that nobody changes.
     *
     * @param previous the response before this one, or empty
     */
    Kept(String previous, byte[] json) {
        this.previous = previous;
        this.json = json;
    }

    String previous() {
        return previous;
    }

    ArrayNode json() {
        try {
            return (ArrayNode) Json.read(json);
        } catch (IOException impossible) {
            throw new IllegalStateException("our own JSON", impossible);
        }
    }

    long size() {
        return (long) json.length + BYTES_BESIDE;
    }
}
