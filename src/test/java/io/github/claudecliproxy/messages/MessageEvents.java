package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Events written as JSON with single quotes. */
final class MessageEvents {
    private MessageEvents() {}

    static MessageEvent event(String json) {
        return MessageEvent.of(object(json));
    }

    static MessageEvent blockStart(int index, String block) {
        return event("{'type':'content_block_start','index':" + index + ",'content_block':" + block + "}");
    }

    static MessageEvent delta(int index, String delta) {
        return event("{'type':'content_block_delta','index':" + index + ",'delta':" + delta + "}");
    }

    static MessageEvent blockStop(int index) {
        return event("{'type':'content_block_stop','index':" + index + "}");
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
