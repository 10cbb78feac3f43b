package io.github.claudecliproxy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An answer as its client understands it.
 *
 * @param status HTTP status
 * @param error the error's type, of the body or of the stream's last event; empty for none
 * @param chars characters of text
 * @param call id of the tool use that it ends with; empty for none
 * @param process id of the process that answered; 0 if the answer does not say
 * @param ends how many ends it has; a right answer has one
 */
record Answer(int status, String error, int chars, String call, long process, int ends) {

    static Answer of(Form form, int status, byte[] body) throws IOException {
        if (status == 200 && form == Form.STREAM) {
            return ofStream(body);
        }
        JsonNode json = Json.read(body);
        if (form == Form.CHAT) {
            return new Answer(status, "", json.path("text").asText().length(), "", 0, 1);
        }
        int chars = 0;
        String call = "";
        for (JsonNode block : json.path("content")) {
            chars += block.path("text").asText("").length();
            call += block.path("id").asText("");
        }
        return new Answer(status, json.at("/error/type").asText(""), chars, call, process(json), 1);
    }

    private static Answer ofStream(byte[] body) throws IOException {
        String error = "";
        int chars = 0;
        String call = "";
        long process = 0;
        int ends = 0;
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.startsWith("data: ")) {
                continue;
            }
            JsonNode event = Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8));
            String type = event.path("type").asText();
            ends += ends > 0 || type.equals("message_stop") || type.equals("error") ? 1 : 0; // nothing after the end
            chars += event.at("/delta/text").asText("").length();
            call += event.at("/content_block/id").asText("");
            if (type.equals("error")) {
                error = event.at("/error/type").asText();
            } else if (type.equals("message_start")) {
                process = process(event.path("message"));
            }
        }
        return new Answer(200, error, chars, call, process, ends);
    }

    /** Message ids of {@code claude.pl} are {@code msg_fault_PID_N}. */
    private static long process(JsonNode message) {
        String[] id = message.path("id").asText("").split("_", -1);
        return id.length == 4 ? Long.parseLong(id[2]) : 0;
    }
}
