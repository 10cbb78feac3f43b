package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a client wants the API to remember the prompt. Its marks are taken out of the request: the CLI puts three of its
 * own behind the same places, clients move them from round to round without changing what is said, and the API takes four
 * in all. Only one that stands within a message is left there, as the CLI has none in such a place.
 *
 * @param any whether there is one
 * @param hour whether one is for an hour
 * @param hourInMessages whether one of those stands in a message, or is the request's own
 * @param oneWithin whether the only one stands within a message, and so is left there
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
public record CacheMarks(boolean any, boolean hour, boolean hourInMessages, boolean oneWithin) {
    private static final String MARK = "cache_control";

    /** Takes the marks out of a request, which is changed; those that cannot be honoured are added to {@code ignored}. */
    static CacheMarks takeFrom(ObjectNode request, Set<String> ignored) {
        int all = request.findValues(MARK).size();
        CacheMarks opening = of(request.path("system")).with(of(request.path("tools")));
        CacheMarks own = ofMark(request.path(MARK));
        List<ObjectNode> within = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            own = own.with(of(message.path("content")));
            within.addAll(within(message));
        }
        if (within.size() > 1) {
            ignored.add("messages." + MARK);
        }
        if (isLost(request.path("system"))) {
            ignored.add("system." + MARK);
        }
        request.remove(MARK);
        strip(request.path("system"));
        strip(request.path("tools"));
        request.path("messages").forEach(message -> strip(message.path("content")));
        if (!within.isEmpty()) {
            ObjectNode kept = within.get(0).putObject(MARK).put("type", "ephemeral");
            if (own.hour) {
                kept.put("ttl", "1h"); // those that follow it are for an hour too, and the API wants that order
            }
        }
        return new CacheMarks(
                opening.any || own.any, opening.hour || own.hour, own.hour, all == 1 && within.size() == 1);
    }

    private static CacheMarks ofMark(JsonNode mark) {
        boolean hour = "1h".equals(mark.path("ttl").textValue());
        return new CacheMarks(mark.isObject(), hour, hour, false);
    }

    /** Of blocks or tools, and of the blocks within a tool's result or a document. */
    private static CacheMarks of(JsonNode blocks) {
        CacheMarks found = new CacheMarks(false, false, false, false);
        for (JsonNode block : blocks) {
            if (block.isObject()) {
                found = found.with(ofMark(block.path(MARK)));
                for (JsonNode inner : inner(block)) {
                    found = found.with(of(inner));
                }
            }
        }
        return found;
    }

    private CacheMarks with(CacheMarks other) {
        return new CacheMarks(any || other.any, hour || other.hour, hourInMessages || other.hourInMessages, false);
    }

    /** The CLI takes the system prompt as one text, so only its end can be remembered. */
    private static boolean isLost(JsonNode system) {
        boolean lost = false;
        for (int i = 0; i < system.size() - 1; i++) {
            lost |= system.path(i).path(MARK).isObject(); // what is no list is refused later
        }
        return lost;
    }

    /**
     * Marked blocks of the user's that are not the last of their message, such as a document that many questions follow.
     * The first is left where it is; it stays in the CLI's history, so there can be no second.
     */
    private static List<ObjectNode> within(JsonNode message) {
        List<ObjectNode> within = new ArrayList<>();
        if ("user".equals(message.path("role").textValue()) && message.path("content") instanceof ArrayNode content) {
            for (int i = 0; i < content.size() - 1; i++) {
                if (content.get(i) instanceof ObjectNode block
                        && block.path(MARK).isObject()) {
                    within.add(block);
                }
            }
        }
        return within;
    }

    private static void strip(JsonNode blocks) {
        for (JsonNode block : blocks) {
            if (block instanceof ObjectNode object) {
                object.remove(MARK);
                inner(object).forEach(CacheMarks::strip);
            }
        }
    }

    /** The lists of blocks within a block. */
    private static List<JsonNode> inner(JsonNode block) {
        return Stream.of(block.path("content"), block.at("/source/content"))
                .filter(JsonNode::isArray)
                .toList();
    }
}
