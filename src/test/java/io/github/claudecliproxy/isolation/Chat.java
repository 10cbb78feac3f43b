package io.github.claudecliproxy.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.isolation.Question.Ending;
import io.github.claudecliproxy.json.Json;
import java.util.List;
import java.util.Random;

/**
 * A random conversation: it goes on, goes back to an earlier point, and changes its system prompt, tools, parameters and key,
 * with texts, images and the results of tools. For one thread.
 */
final class Chat {
    private static final int MOST_QUESTIONS = 6;
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final Random random;
    private final String model;
    private final List<String> apiKeys;
    private final Canary canary;
    private final Wording wording;
    private final Told told;
    private final ArrayNode messages = Json.mapper().createArrayNode();
    private final int questions;
    private int asked;
    private String apiKey;

    /**
     * Begins a conversation.
     *
     * @param seed the same number and seed make the same questions
     * @param apiKeys of which it uses one at a time, mostly the first
     */
    Chat(int number, long seed, String model, boolean modelHasEffort, List<String> apiKeys) {
        this.random = new Random(seed * 1_000_003 + number);
        this.model = model;
        this.apiKeys = apiKeys;
        this.canary = new Canary(number);
        this.wording = new Wording(canary);
        this.told = new Told(random, wording, modelHasEffort);
        this.questions = 1 + random.nextInt(MOST_QUESTIONS);
        this.apiKey = key();
    }

    Canary canary() {
        return canary;
    }

    boolean isOver() {
        return asked == questions;
    }

    Question next() {
        change();
        String key = "c" + canary.number() + "ask" + asked++;
        JsonNode content = content(key);
        messages.addObject().put("role", "user").set("content", content);
        ObjectNode request = Json.object().put("model", model);
        told.into(request);
        request.set("messages", messages.deepCopy());
        int chance = random.nextInt(12);
        Ending ending = chance == 0 ? Ending.REFUSED : chance == 1 ? Ending.LEFT : Ending.WHOLE;
        request.put("stream", ending == Ending.LEFT || random.nextBoolean());
        Answer answer = Answer.random(random, wording, key, told.tools(), told.thinks());
        return new Question(key, apiKey, request, answer, ending);
    }

    /** Adds the answer to the conversation. */
    void answered(Question question) {
        messages.addObject()
                .put("role", "assistant")
                .set("content", question.answer().content());
    }

    /** Takes the question back, which got no answer. */
    void unanswered() {
        messages.remove(messages.size() - 1);
    }

    private void change() {
        if (random.nextInt(6) == 0) {
            int kept = random.nextInt(messages.size() / 2 + 1) * 2;
            while (messages.size() > kept) {
                messages.remove(kept);
            }
        }
        if (random.nextInt(8) == 0) {
            told.changeSystem();
        }
        if (random.nextInt(8) == 0 && calls().isEmpty()) {
            told.changeTools();
        }
        if (random.nextInt(8) == 0) {
            told.changeParameters();
        }
        if (random.nextInt(40) == 0) {
            apiKey = key();
        }
    }

    private String key() {
        return random.nextInt(20) == 0 ? apiKeys.get(random.nextInt(apiKeys.size())) : apiKeys.get(0);
    }

    /** The ids of the tool uses that have no result yet. */
    private List<String> calls() {
        return messages.path(messages.size() - 1).findValues("id").stream()
                .map(JsonNode::asText)
                .toList();
    }

    private JsonNode content(String key) {
        List<String> calls = calls();
        ArrayNode blocks = Json.mapper().createArrayNode();
        for (int i = 0; i < calls.size(); i++) {
            result(blocks.addObject().put("type", "tool_result").put("tool_use_id", calls.get(i)));
        }
        if (calls.isEmpty() && random.nextInt(4) == 0) {
            return Json.mapper().getNodeFactory().textNode(wording.text(random) + " " + key);
        }
        if (calls.isEmpty() && random.nextInt(4) == 0) {
            image(blocks);
        }
        blocks.addObject().put("type", "text").put("text", wording.text(random) + " " + key);
        return blocks;
    }

    private void result(ObjectNode result) {
        switch (random.nextInt(6)) {
            case 0 -> result.put("content", wording.text(random).strip()).put("is_error", true);
            case 1 -> {} // nothing to say
            case 2 -> {
                ArrayNode blocks = result.putArray("content");
                blocks.addObject().put("type", "text").put("text", wording.text(random));
                image(blocks);
            }
            default -> result.put("content", wording.text(random));
        }
    }

    private static void image(ArrayNode blocks) {
        blocks.addObject()
                .put("type", "image")
                .putObject("source")
                .put("type", "base64")
                .put("media_type", "image/png")
                .put("data", PNG);
    }
}
