package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A digest of JSON values that does not depend on the order of an object's members or on how a number is written. Every
 * value is preceded by its kind and size, so that no two sequences of values feed the same bytes. Strings are digested as
 * UTF-8; those with surrogates as UTF-16, because in UTF-8 all lone surrogates would become the same byte.
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
        return hasSurrogates(text) ? utf16(text) : utf8(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private CanonicalDigest utf16(String text) {
        kind('u', text.length());
        for (int i = 0; i < text.length(); i++) {
            room(Character.BYTES).putChar(text.charAt(i));
        }
        return this;
    }

    private CanonicalDigest utf8(byte[] text) {
        kind('s', text.length);
        if (text.length <= BUFFER_BYTES) {
            room(text.length).put(text);
        } else {
            flush();
            digest.update(text);
        }
        return this;
    }

    CanonicalDigest count(int size) {
        return kind('n', size);
    }

    /** A message's content, without the members that tell the model nothing. */
    CanonicalDigest blocks(JsonNode content) {
        if (content.isTextual()) {
            return count(1).textBlock(content.textValue());
        }
        count(content.size());
        content.forEach(this::block);
        return this;
    }

    private CanonicalDigest textBlock(String text) {
        return kind('o', 2).text("text").text(text).text("type").text("text");
    }

    private void block(JsonNode block) {
        if (!block.isObject()) {
            value(block);
            return;
        }
        boolean result = "tool_result".equals(block.path("type").textValue());
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(block.properties());
        members.removeIf(member -> isDefault(member, result));
        members.sort(Map.Entry.comparingByKey());
        kind('o', members.size());
        for (Map.Entry<String, JsonNode> member : members) {
            text(member.getKey());
            JsonNode value = member.getValue();
            if (result && member.getKey().equals("content") && (value.isTextual() || value.isArray())) {
                blocks(value);
            } else {
                value(value);
            }
        }
    }

    /** Defaults that clients may write out or leave out: empty content, no error, called by the model itself. */
    private static boolean isDefault(Map.Entry<String, JsonNode> member, boolean result) {
        JsonNode value = member.getValue();
        return value.isNull()
                || switch (member.getKey()) {
                    case "cache_control" -> true;
                    case "is_error" -> result && value.isBoolean() && !value.booleanValue();
                    case "content" -> result && (value.isArray() ? value.isEmpty() : "".equals(value.textValue()));
                    case "caller" -> "direct".equals(value.path("type").textValue()) && value.size() == 1;
                    default -> false;
                };
    }

    CanonicalDigest value(JsonNode value) {
        if (value.isObject()) {
            members(value);
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

    private void members(JsonNode object) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        members.sort(Map.Entry.comparingByKey());
        kind('o', members.size());
        for (Map.Entry<String, JsonNode> member : members) {
            text(member.getKey()).value(member.getValue());
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
