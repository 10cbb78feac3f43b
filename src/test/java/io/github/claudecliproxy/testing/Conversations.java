package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the API received, without what the CLI adds. All of the CLI's additions are listed here and nowhere else. */
final class Conversations {
    private Conversations() {}

    /** {@code role: text} of each message; the CLI's reminders, and messages of role {@code system}, left out. */
    static List<String> texts(JsonNode messages) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : messages) {
            if (!message.path("role").asText().equals("system")) {
                texts.add(message.path("role").asText() + ": " + text(message.path("content")));
            }
        }
        return texts;
    }

    static String lastUserText(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals("user")) {
                last = text(message.path("content"));
            }
        }
        return last;
    }

    /** The CLI puts an attribution and one sentence about itself before the client's system prompt. */
    static List<String> ownSystem(JsonNode system) {
        List<String> own = new ArrayList<>();
        for (JsonNode block : system) {
            String text = block.path("text").asText();
            if (!text.startsWith("x-anthropic-billing-header:")
                    && !text.startsWith("You are a Claude agent, built on")) {
                own.add(text);
            }
        }
        return own;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode block : content) {
            if (!block.path("text").asText().startsWith("<system-reminder>")) {
                texts.add(block.path("text").asText());
            }
        }
        return String.join("|", texts);
    }
}
