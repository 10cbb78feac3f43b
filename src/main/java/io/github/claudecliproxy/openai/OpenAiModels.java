package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ModelList;

/**
 * The models in OpenAI's form.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/models">Models</a>
 */
public final class OpenAiModels {
    private OpenAiModels() {}

    /** The whole list, and the aliases of these models or of older ones in Claude's form. */
    public static ObjectNode list(ModelList models, ModelAliases aliases) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.models().forEach(known -> data.add(model(known.id())));
        aliases.models().forEach((alias, name) -> {
            if (models.find(name).isPresent()) {
                data.add(model(alias));
            }
        });
        return list;
    }

    /** One model. When it was made is not known, and 0. */
    public static ObjectNode model(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "anthropic");
    }
}
