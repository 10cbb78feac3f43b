package io.github.claudecliproxy.isolation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import java.util.Random;

/**
 * An answer of the API's.
 *
 * @param content as the client must get it
 * @param events as the API streams it
 */
record Answer(ArrayNode content, List<ObjectNode> events) {
    /**
     * A random one.
     *
     * @param key no other answer has the same
     * @param tools which it may call; none when there are none
     */
    static Answer random(Random random, Wording wording, String key, List<String> tools, boolean thinks) {
        ArrayNode content = Json.mapper().createArrayNode();
        ScriptedAnswer script = new ScriptedAnswer();
        if (thinks && random.nextBoolean()) {
            String thought = wording.text(random);
            String signature = wording.word() + "sig";
            content.addObject().put("type", "thinking").put("thinking", thought).put("signature", signature);
            script.thinking(thought, signature);
        }
        int calls = tools.isEmpty() ? 0 : random.nextInt(3);
        if (calls == 0 || random.nextBoolean()) {
            String text = wording.text(random);
            content.addObject().put("type", "text").put("text", text);
            script.text(text);
        }
        for (int i = 0; i < calls; i++) {
            String id = "toolu_" + key + "_" + i;
            String tool = tools.get(random.nextInt(tools.size()));
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", id)
                    .put("name", tool)
                    .putObject("input")
                    .put("of", wording.word());
            script.toolUse(id, tool, List.of("{\"of\":", "\"" + wording.word() + "\"}"));
        }
        return new Answer(content, script.end(calls > 0 ? "tool_use" : "end_turn"));
    }
}
