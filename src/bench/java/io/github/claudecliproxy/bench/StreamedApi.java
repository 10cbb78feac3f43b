package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;

/** The APIs that stream, and how their requests and pieces of text look. */
enum StreamedApi {
    MESSAGES("/v1/messages", "\"text_delta\",\"text\":\""),
    CHAT_COMPLETIONS("/v1/chat/completions", "\"delta\":{\"content\":\""),
    RESPONSES("/v1/responses", "\"content_index\":0,\"delta\":\"");

    private final String path;
    private final String beforeText;

    StreamedApi(String path, String beforeText) {
        this.path = path;
        this.beforeText = beforeText;
    }

    String path() {
        return path;
    }

    DelayLines lines() {
        return new DelayLines(beforeText);
    }

    byte[] body(String question) {
        if (this != RESPONSES) {
            return new Conversation("", true).ask(question).body(); // its blocks mean the same to both
        }
        ObjectNode request = Json.object()
                .put("model", Conversation.MODEL)
                .put("stream", true)
                .put("input", question);
        return Json.bytes(request);
    }
}
