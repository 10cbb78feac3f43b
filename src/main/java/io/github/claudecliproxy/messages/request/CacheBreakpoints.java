package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The client's cache breakpoints. They are removed from the request: the CLI sets three of its own in the usual places, the
 * API allows four, and clients move theirs from round to round, which must not look like another conversation. Only the
 * first breakpoint inside a message stays, because the CLI sets none there.
 *
 * @param any whether there is one
 * @param hour whether one lasts an hour
 * @param hourInMessages whether one in a message, or the request's own, lasts an hour
 * @param oneInside whether the only one is inside a message
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
public record CacheBreakpoints(boolean any, boolean hour, boolean hourInMessages, boolean oneInside) {
    private static final String FIELD = "cache_control";

    /** Removes the breakpoints from a request. Those that cannot be honoured are added to {@code ignored}. */
    static CacheBreakpoints takeFrom(ObjectNode request, Set<String> ignored) {
        int all = request.findValues(FIELD).size();
        CacheBreakpoints opening = of(request.path("system")).with(of(request.path("tools")));
        CacheBreakpoints own = ofValue(request.path(FIELD));
        List<ObjectNode> inside = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            own = own.with(of(message.path("content")));
            inside.addAll(inside(message));
        }
        if (inside.size() > 1) {
            ignored.add("messages." + FIELD);
        }
        if (isLost(request.path("system"))) {
            ignored.add("system." + FIELD);
        }
        request.remove(FIELD);
        strip(request.path("system"));
        strip(request.path("tools"));
        request.path("messages").forEach(message -> strip(message.path("content")));
        if (!inside.isEmpty()) {
            ObjectNode kept = inside.get(0).putObject(FIELD).put("type", "ephemeral");
            if (own.hour) {
                kept.put("ttl", "1h"); // the API refuses a longer ttl after a shorter one
            }
        }
        return new CacheBreakpoints(
                opening.any || own.any, opening.hour || own.hour, own.hour, all == 1 && inside.size() == 1);
    }

    private static CacheBreakpoints ofValue(JsonNode value) {
        boolean hour = "1h".equals(value.path("ttl").textValue());
        return new CacheBreakpoints(value.isObject(), hour, hour, false);
    }

    /** Reads the breakpoints of blocks or tools, and of the blocks in a tool result or document. */
    private static CacheBreakpoints of(JsonNode blocks) {
        CacheBreakpoints found = new CacheBreakpoints(false, false, false, false);
        for (JsonNode block : blocks) {
            if (block.isObject()) {
                found = found.with(ofValue(block.path(FIELD)));
                for (JsonNode inner : inner(block)) {
                    found = found.with(of(inner));
                }
            }
        }
        return found;
    }

    private CacheBreakpoints with(CacheBreakpoints other) {
        return new CacheBreakpoints(
                any || other.any, hour || other.hour, hourInMessages || other.hourInMessages, false);
    }

    /** The CLI sends the system prompt as one block, so only a breakpoint at its end can be honoured. */
    private static boolean isLost(JsonNode system) {
        boolean lost = false;
        for (int i = 0; i < system.size() - 1; i++) {
            lost |= system.path(i).path(FIELD).isObject();
        }
        return lost;
    }

    /** The user's blocks with a breakpoint that are not the last of their message, such as a document before a question. */
    private static List<ObjectNode> inside(JsonNode message) {
        List<ObjectNode> inside = new ArrayList<>();
        if ("user".equals(message.path("role").textValue()) && message.path("content") instanceof ArrayNode content) {
            for (int i = 0; i < content.size() - 1; i++) {
                if (content.get(i) instanceof ObjectNode block
                        && block.path(FIELD).isObject()) {
                    inside.add(block);
                }
            }
        }
        return inside;
    }

    private static void strip(JsonNode blocks) {
        for (JsonNode block : blocks) {
            if (block instanceof ObjectNode object) {
                object.remove(FIELD);
                inner(object).forEach(CacheBreakpoints::strip);
            }
        }
    }

    /** The lists of blocks in a tool result or document. */
    private static List<JsonNode> inner(JsonNode block) {
        return Stream.of(block.path("content"), block.at("/source/content"))
                .filter(JsonNode::isArray)
                .toList();
    }
}
