package io.github.claudecliproxy.http.page;

import jakarta.ws.rs.core.EntityTag;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of the page, held in memory. */
final class PageFile {
    private static final int TAG_LENGTH = 20;

    private final byte[] content;
    private final String type;
    private final EntityTag tag;

    PageFile(String name, byte[] content) {
        this.content = content;
        this.type = typeOf(name);
        this.tag = new EntityTag(digest(content));
    }

    byte[] content() {
        return content;
    }

    /** Its media type. */
    String type() {
        return type;
    }

    /** Changes with its content. */
    EntityTag tag() {
        return tag;
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(name + ": no media type is known for it");
        };
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, TAG_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
