package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * A digest of JSON values that does not depend on how they were written: neither on the order of an object's members nor
 * on a number's notation. Every value is preceded by its kind and size, so that no two sequences of values feed the same
 * bytes. Strings are taken as UTF-16: in UTF-8 lone surrogates would all be alike.
 */
final class CanonicalDigest {
    private static final int BUFFER_BYTES = 8192;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    CanonicalDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    CanonicalDigest text(String text) {
        kind('s', text.length());
        for (int i = 0; i < text.length(); i++) {
            room(Character.BYTES).putChar(text.charAt(i));
        }
        return this;
    }

    CanonicalDigest count(int size) {
        return kind('n', size);
    }

    /**
     * A message's content. A block's member that is null says nothing: some clients send back {@code "citations": null}
     * where the API had sent no such member, and the other way round.
     */
    CanonicalDigest blocks(JsonNode content) {
        count(content.size());
        for (JsonNode block : content) {
            if (block.isObject()) {
                members(block, true);
            } else {
                value(block);
            }
        }
        return this;
    }

    CanonicalDigest value(JsonNode value) {
        if (value.isObject()) {
            members(value, false);
        } else if (value.isArray()) {
            kind('a', value.size());
            value.forEach(this::value);
        } else if (value.isTextual()) {
            text(value.textValue());
        } else if (value.isNumber()) {
            kind('d', 0).text(value.decimalValue().stripTrailingZeros().toString());
        } else {
            kind('l', 0).text(value.asText());
        }
        return this;
    }

    private void members(JsonNode object, boolean withoutNulls) {
        String[] names = new String[object.size()];
        int count = 0;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!withoutNulls || !member.getValue().isNull()) {
                names[count++] = member.getKey();
            }
        }
        Arrays.sort(names, 0, count);
        kind('o', count);
        for (int i = 0; i < count; i++) {
            text(names[i]).value(object.path(names[i]));
        }
    }

    /** The digest of all values so far; more may follow. */
    String hex() {
        flush();
        try {
            MessageDigest copy = (MessageDigest) digest.clone();
            return HexFormat.of().formatHex(copy.digest());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", impossible);
        }
    }

    private CanonicalDigest kind(char kind, int size) {
        room(Character.BYTES + Integer.BYTES).putChar(kind).putInt(size);
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
