package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;

/**
 * Which images the CLI does not pass on as they are: beyond 2000 px a side, or beyond the API's own 5 MB, it scales them
 * down. It is seen from the head of the file, so a client can be told before it wonders.
 */
final class Images {
    private static final int MAX_SIDE = 2000;
    private static final int MAX_BASE64 = 5 * 1024 * 1024;
    /** Enough for the frame header of a photo with a preview in it. */
    private static final int HEAD_BASE64 = 256 * 1024;

    private Images() {}

    /** Whether any image below this node will be scaled down. */
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
            return false; // the API says so
        }
    }

    /** Of a PNG or a JPEG; 0 for what is neither. */
    private static int longestSide(byte[] head) {
        if (head.length > 24 && number(head, 0, 4) == 0x89504E47) {
            return Math.max(number(head, 16, 4), number(head, 20, 4));
        }
        return head.length > 4 && number(head, 0, 2) == 0xFFD8 ? longestSideOfJpeg(head) : 0;
    }

    /** A JPEG is a chain of segments; the frame header among them has the size (ITU T.81, B.2.2). */
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
