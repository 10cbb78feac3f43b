package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The API's prompt cache as its documentation describes it, with bytes in the place of tokens. A prompt is a row of blocks:
 * tools, then the system prompt, then the messages. A mark makes the row up to its block an entry. A request reads the
 * longest entry that ends at one of its marks or up to 20 blocks before one, and writes what lies between that and its
 * last mark. Nothing expires, and every prompt is long enough.
 *
 * <p>The block by which the CLI says what it is differs from conversation to conversation. It costs what its bytes cost,
 * but two prompts that differ in it alone are the same: by the CLI's documentation (CLAUDE_CODE_ATTRIBUTION_HEADER) it
 * does not matter to the API's cache.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
public final class PromptCache {
    private static final double READ = 0.1;
    private static final double WRITE_FIVE_MINUTES = 1.25;
    private static final double WRITE_HOUR = 2.0;
    private static final int LOOK_BACK = 20;
    private static final int MAX_MARKS = 4;
    private static final String ATTRIBUTION = "x-anthropic-billing-header:";

    private final Set<String> entries = new HashSet<>();

    private enum Mark {
        NONE,
        FIVE_MINUTES,
        HOUR
    }

    private record Block(String text, Mark mark, boolean counts) {
        int bytes() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** What the request costs, where a byte that is neither read nor written costs one; it stays in the cache. */
    public double cost(JsonNode request) {
        List<Block> blocks = blocks(request);
        refuseWrongMarks(blocks);
        List<String> prefixes = prefixes(request, blocks);
        int read = read(blocks, prefixes);
        int hour = last(blocks, Mark.HOUR);
        int any = Math.max(hour, last(blocks, Mark.FIVE_MINUTES));
        double cost = 0;
        for (int i = 0; i < blocks.size(); i++) {
            double rate = i <= read ? READ : i <= hour ? WRITE_HOUR : i <= any ? WRITE_FIVE_MINUTES : 1;
            cost += rate * blocks.get(i).bytes();
            if (blocks.get(i).mark() != Mark.NONE) {
                entries.add(prefixes.get(i));
            }
        }
        return cost;
    }

    /** The last block that is read; -1 for none. */
    private int read(List<Block> blocks, List<String> prefixes) {
        int read = -1;
        for (int marked = 0; marked < blocks.size(); marked++) {
            if (blocks.get(marked).mark() != Mark.NONE) {
                int at = marked;
                while (at >= 0 && marked - at <= LOOK_BACK && !entries.contains(prefixes.get(at))) {
                    at--;
                }
                read = at >= 0 && marked - at <= LOOK_BACK ? Math.max(read, at) : read;
            }
        }
        return read;
    }

    private static int last(List<Block> blocks, Mark mark) {
        int last = -1;
        for (int i = 0; i < blocks.size(); i++) {
            last = blocks.get(i).mark() == mark ? i : last;
        }
        return last;
    }

    /** The API takes four marks at most, and none for an hour behind one for less. */
    private static void refuseWrongMarks(List<Block> blocks) {
        List<Mark> marks = blocks.stream()
                .map(Block::mark)
                .filter(mark -> mark != Mark.NONE)
                .toList();
        int five = marks.indexOf(Mark.FIVE_MINUTES);
        if (marks.size() > MAX_MARKS || (five >= 0 && marks.lastIndexOf(Mark.HOUR) > five)) {
            throw new AssertionError("the API refuses these marks: " + marks);
        }
    }

    /** What each block ends: everything before it, and the model that it is for. */
    private static List<String> prefixes(JsonNode request, List<Block> blocks) {
        List<String> prefixes = new ArrayList<>();
        StringBuilder prefix = new StringBuilder(request.path("model").asText());
        for (Block block : blocks) {
            prefixes.add(prefix.append('\0')
                    .append(block.counts() ? block.text() : "")
                    .toString());
        }
        return prefixes;
    }

    private static List<Block> blocks(JsonNode request) {
        List<Block> blocks = new ArrayList<>();
        request.path("tools").forEach(tool -> blocks.add(block("tool", tool)));
        add(blocks, "system", request.path("system"));
        for (JsonNode message : request.path("messages")) {
            add(blocks, message.path("role").asText(), message.path("content"));
        }
        int last = blocks.size() - 1;
        if (last >= 0 && request.has("cache_control")) {
            blocks.set(last, new Block(blocks.get(last).text(), mark(request.path("cache_control")), true));
        }
        return blocks;
    }

    /** A text may stand where a list with one text block may. */
    private static void add(List<Block> blocks, String role, JsonNode content) {
        if (content.isTextual()) {
            blocks.add(block(role, textBlock(content)));
        } else {
            content.forEach(block -> blocks.add(block(role, block)));
        }
    }

    private static Block block(String role, JsonNode block) {
        ObjectNode bare = block.deepCopy();
        JsonNode mark = bare.path("cache_control");
        bare.remove("cache_control");
        if (bare.path("type").asText().equals("tool_result")
                && bare.path("content").isTextual()) {
            JsonNode text = textBlock(bare.path("content"));
            bare.putArray("content").add(text);
        }
        boolean attribution =
                role.equals("system") && bare.path("text").asText().startsWith(ATTRIBUTION);
        return new Block(role + bare, mark(mark), !attribution);
    }

    private static ObjectNode textBlock(JsonNode text) {
        return Json.object().put("type", "text").set("text", text);
    }

    private static Mark mark(JsonNode mark) {
        if (!mark.isObject()) {
            return Mark.NONE;
        }
        return mark.path("ttl").asText("5m").equals("1h") ? Mark.HOUR : Mark.FIVE_MINUTES;
    }
}
