package io.github.claudecliproxy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads and writes JSON trees without changing them: the order of keys and every digit of a number are kept (1.0 stays
 * 1.0). Thread-safe.
 */
public final class Json {
    /** Deeper than any request that the API accepts, and shallow enough to walk a tree by recursion. */
    private static final int MAX_DEPTH = 500;

    private static final int MAX_STRING_BYTES = 256 * 1024 * 1024;

    private static final int MOST_BUFFERS = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING_BYTES)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION) // always UTF-8
                    // the default keeps buffers with the server's threads, and with them the classes of a stopped
                    // application
                    .recyclerPool(JsonRecyclerPools.newBoundedPool(MOST_BUFFERS))
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
     * Reads one value from a program that we started. The last of duplicate keys wins.
     *
     * @throws IOException if the bytes are not exactly one JSON value
     */
    public static JsonNode read(byte[] bytes) throws IOException {
        return read(MAPPER.reader(), bytes);
    }

    /**
     * Reads one value from a client. Duplicate keys are an error, because another reader might pick the other value.
     *
     * @throws IOException if the bytes are not exactly one JSON value without duplicate keys
     */
    public static JsonNode readStrict(byte[] bytes) throws IOException {
        return read(MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION), bytes);
    }

    private static JsonNode read(ObjectReader reader, byte[] bytes) throws IOException {
        try {
            JsonNode node = reader.readTree(bytes);
            if (node.isMissingNode()) {
                throw new IOException("no value");
            }
            return node;
        } catch (NumberFormatException beyondAnyNumber) {
            throw new IOException("a number whose exponent is out of range", beyondAnyNumber);
        }
    }

    /** Writes a tree or a record as UTF-8 on one line. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + value.getClass().getName() + " as JSON", impossible);
        }
    }
}
