package io.github.claudecliproxy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON trees that leave as they came: key order and numbers are kept to the digit (1.0 stays 1.0, a large integer
 * stays whole), duplicate keys and anything after the value are errors. Thread-safe.
 */
public final class Json {
    /** Deeper than any request the API takes, and shallow enough for a recursive reader's stack. */
    private static final int MAX_DEPTH = 500;

    private static final int MAX_STRING_BYTES = 256 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING_BYTES)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION) // it is UTF-8, whatever the bytes look like
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one value from a program that we started; of duplicate keys the last stands.
     *
     * @throws IOException when the bytes are not exactly one JSON value in UTF-8
     */
    public static JsonNode read(byte[] bytes) throws IOException {
        return read(MAPPER.reader(), bytes);
    }

    /**
     * Reads one value from a client. Duplicate keys are an error: two readers of the same request must not see two
     * different requests.
     *
     * @throws IOException when the bytes are not exactly one JSON value in UTF-8
     */
    public static JsonNode readStrict(byte[] bytes) throws IOException {
        return read(MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION), bytes);
    }

    private static JsonNode read(ObjectReader reader, byte[] bytes) throws IOException {
        try {
            JsonNode node = reader.readTree(bytes);
            if (node.isMissingNode()) {
                throw new IOException("empty");
            }
            return node;
        } catch (NumberFormatException beyondAnyNumber) {
            throw new IOException("a number whose exponent is out of range", beyondAnyNumber);
        }
    }

    /** The value, a tree or a record, as UTF-8 on one line. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a value of ours did not become JSON", impossible);
        }
    }
}
