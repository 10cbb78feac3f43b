package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Finds images that the CLI scales down: those of more than 2000 px a side, or of more than 5 MB. */
final class Images {
    private static final int MAX_SIDE = 2000;
    private static final int MAX_BASE64 = 5 * 1024 * 1024;
    /** A photo's frame header may come after an embedded preview. */
    private static final int HEAD_BASE64 = 256 * 1024;

    private Images() {}

    /** Whether the CLI scales down any image in this node. */
    static boolean scaledDown(JsonNode node) {
        if ("image".equals(node.path("type").textValue())
                && "base64".equals(node.path("source").path("type").textValue())) {
            return isLarge(node.path("source").path("data").asText(""));
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && scaledDown(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLarge(String base64) {
        if (base64.length() > MAX_BASE64) {
            return true;
        }
        int length = Math.min(base64.length(), HEAD_BASE64) / 4 * 4;
        try {
            return longestSide(ByteBuffer.wrap(Base64.getDecoder().decode(base64.substring(0, length)))) > MAX_SIDE;
        } catch (IllegalArgumentException notBase64) {
            return false; // the API refuses it
        }
    }

    /** Longest side of a PNG or JPEG; 0 for other formats. */
    private static int longestSide(ByteBuffer head) {
        if (head.limit() > 24 && head.getInt(0) == 0x89504E47) {
            return Math.max(head.getInt(16), head.getInt(20));
        }
        return head.limit() > 4 && head.getShort(0) == (short) 0xFFD8 ? longestSideOfJpeg(head) : 0;
    }

    /** A JPEG is a chain of segments. The frame header has the size (ITU T.81, B.2.2). */
    private static int longestSideOfJpeg(ByteBuffer head) {
        int at = 2;
        while (at + 9 <= head.limit() && head.get(at) == (byte) 0xFF) {
            int marker = head.get(at + 1) & 0xFF;
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                return Math.max(head.getShort(at + 5) & 0xFFFF, head.getShort(at + 7) & 0xFFFF);
            }
            at += 2 + (head.getShort(at + 2) & 0xFFFF);
        }
        return 0;
    }
}
