package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The responses that later ones may name, in memory, as far as there is room: one half for questions, one for answers,
 * because clients that only name items do not need the questions, which may be large. The least recently named go first. A
 * caller knows only those of its own key. Thread-safe.
 */
public final class StoredResponses {
    private static final Pattern ITEM = Pattern.compile("(?:msg|fc|ctc|rs)_([A-Za-z0-9]{1,64})_(\\d{1,6})");

    private final long room;
    private final Shelf asked = new Shelf();
    private final Shelf answered = new Shelf();

    /**
     * An empty store.
     *
     * @param maxBytes the most that it may take
     */
    public StoredResponses(long maxBytes) {
        this.room = maxBytes / 2;
    }

    record Key(String owner, String responseId) {}

    /**
     * Keeps a response, if there is room for it at all.
     *
     * @param owner a digest of the caller's key
     * @param question the messages that it added to the response before it
     * @param content the content blocks of its answer
     */
    synchronized void keep(String owner, String responseId, Kept question, ArrayNode content) {
        Kept answer = new Kept("", Json.bytes(content));
        if (Math.max(question.size(), answer.size()) > room) {
            return; // or all others would go
        }
        Key key = new Key(owner, responseId);
        asked.put(key, question);
        answered.put(key, answer);
        asked.dropBeyond(room);
        answered.dropBeyond(room);
    }

    /**
     * What one caller's request may name.
     *
     * @param mostBytes the most that it may bring back together
     */
    public Earlier of(String owner, int mostBytes) {
        Allowance allowance = new Allowance(mostBytes);
        return new Earlier() {
            @Override
            public Optional<ArrayNode> conversation(String responseId) throws InvalidRequestException {
                return StoredResponses.this.conversation(owner, responseId, allowance);
            }

            @Override
            public Optional<JsonNode> block(String itemId) throws InvalidRequestException {
                return StoredResponses.this.block(owner, itemId, allowance);
            }
        };
    }

    private Optional<ArrayNode> conversation(String owner, String responseId, Allowance allowance)
            throws InvalidRequestException {
        Deque<Kept> chain = new ArrayDeque<>();
        synchronized (this) {
            String next = responseId;
            while (!next.isEmpty()) {
                Key key = new Key(owner, next);
                Kept question = asked.get(key);
                Kept answer = answered.get(key);
                if (question == null || answer == null) {
                    return Optional.empty();
                }
                allowance.take(question.size() + answer.size());
                chain.addFirst(answer);
                chain.addFirst(question);
                next = question.previous();
            }
        }
        ArrayNode conversation = Json.mapper().createArrayNode();
        while (!chain.isEmpty()) {
            conversation.addAll(chain.removeFirst().json());
            conversation
                    .addObject()
                    .put("role", "assistant")
                    .set("content", chain.removeFirst().json());
        }
        return Optional.of(conversation);
    }

    private Optional<JsonNode> block(String owner, String itemId, Allowance allowance) throws InvalidRequestException {
        Matcher parts = ITEM.matcher(itemId);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Kept answer = answer(new Key(owner, OutputItems.RESPONSE + parts.group(1)));
        if (answer == null) {
            return Optional.empty();
        }
        allowance.take(answer.size());
        JsonNode block = answer.json().path(Integer.parseInt(parts.group(2)));
        return block.isObject() ? Optional.of(block) : Optional.empty();
    }

    private synchronized @Nullable Kept answer(Key key) {
        return answered.get(key);
    }
}
