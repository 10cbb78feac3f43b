package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Spoils what is right, a little or thoroughly: the same way for the same seed. For one thread. */
public final class Mutations extends Samples {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();
    private static final int MOST = 4;
    private static final List<JsonNode> ODD = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.textNode(""),
            NODES.textNode(" "),
            NODES.textNode("tool_use"),
            NODES.textNode("\0\n\r\u2028\ud800\uffff"),
            NODES.textNode("x".repeat(300)),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(Integer.MAX_VALUE),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(Double.MAX_VALUE),
            NODES.numberNode(BigInteger.TEN.pow(40)),
            NODES.numberNode(new BigDecimal("-1e-400")),
            NODES.numberNode(new BigDecimal("1e9999")),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.arrayNode()),
            NODES.objectNode(),
            NODES.objectNode().put("type", "text").put("text", "x"));

    public Mutations(long seed) {
        super(seed);
    }

    /** Reads a tree written with single quotes. */
    public static JsonNode tree(String json) {
        return JsonText.parseQuoted(json);
    }

    /** A copy of which up to four members were replaced, removed, doubled or put elsewhere; possibly none. */
    public JsonNode spoiled(JsonNode right) {
        ArrayNode root = NODES.arrayNode().add(right.deepCopy());
        for (int i = upTo(MOST + 1); i > 0; i--) {
            spoil(any(containers(root)), any(containers(root)));
        }
        return root.path(0).isMissingNode() ? NODES.nullNode() : root.path(0);
    }

    private void spoil(JsonNode container, JsonNode other) {
        JsonNode value = upTo(4) == 0 && !other.isEmpty() ? child(other).deepCopy() : any(ODD).deepCopy();
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = any(names);
            if (upTo(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            int at = upTo(array.size());
            switch (upTo(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.insert(at, array.get(at).deepCopy());
                default -> array.set(at, value);
            }
        }
    }

    private JsonNode child(JsonNode container) {
        List<JsonNode> children = new ArrayList<>();
        container.forEach(children::add);
        return any(children);
    }

    private static List<JsonNode> containers(JsonNode root) {
        List<JsonNode> found = new ArrayList<>(List.of(root));
        for (int i = 0; i < found.size(); i++) {
            found.get(i).forEach(child -> {
                if (child.isContainerNode()) {
                    found.add(child);
                }
            });
        }
        return found;
    }

    /** A copy of which some bytes were changed, cut out, doubled or put in; possibly none. */
    public byte[] spoiled(byte[] right) {
        byte[] bytes = right;
        for (int i = upTo(MOST + 1); i > 0; i--) {
            int from = upTo(bytes.length + 1);
            int to = Math.min(bytes.length, from + upTo(1 + upTo(40)));
            byte[] piece = switch (upTo(4)) {
                case 0 -> new byte[0];
                case 1 -> bytes(upTo(8));
                case 2 -> "{}[],:\"\\\n0e-".substring(upTo(11)).getBytes(StandardCharsets.US_ASCII);
                default -> Arrays.copyOfRange(bytes, from, to);
            };
            bytes = joined(
                    Arrays.copyOf(bytes, from), piece, Arrays.copyOfRange(bytes, flag() ? from : to, bytes.length));
        }
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
