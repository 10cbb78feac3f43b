package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
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
            return longestSide(Base64.getDecoder().decode(base64.substring(0, length))) > MAX_SIDE;
        } catch (IllegalArgumentException notBase64) {
            return false; // the API refuses it
        }
    }

    /** Longest side of a PNG or JPEG; 0 for other formats. */
    private static int longestSide(byte[] head) {
        if (head.length > 24 && number(head, 0, 4) == 0x89504E47) {
            return Math.max(number(head, 16, 4), number(head, 20, 4));
        }
        return head.length > 4 && number(head, 0, 2) == 0xFFD8 ? longestSideOfJpeg(head) : 0;
    }

    /** A JPEG is a chain of segments. The frame header has the size (ITU T.81, B.2.2). */
    private static int longestSideOfJpeg(byte[] head) {
        int at = 2;
        while (at + 9 <= head.length && (head[at] & 0xFF) == 0xFF) {
            int marker = head[at + 1] & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return Math.max(number(head, at + 5, 2), number(head, at + 7, 2));
            }
            at += 2 + number(head, at + 2, 2);
        }
        return 0;
    }

    private static int number(byte[] bytes, int from, int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = (number << 8) | (bytes[from + i] & 0xFF);
        }
        return number;
    }
}
