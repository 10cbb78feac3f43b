package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;

/** One conversation of a client, which sends all of it with each turn, as clients of the API do. */
public final class Talk {
    private final Http proxy;
    private final String[] headers;
    private final ObjectNode request;

    public Talk(Http proxy, String... headers) {
        this.proxy = proxy;
        this.headers = headers;
        this.request = Json.object().put("model", "claude-sonnet-5").put("max_tokens", 100);
        request.putArray("messages");
    }

    /** The request of the next turn, before its question is added; a test may change it. */
    public ObjectNode request() {
        return request;
    }

    /** Asks the next question. Returns {@code x-proxy-session}: which session served it. */
    public String ask(String text) throws IOException, InterruptedException {
        return ask(Json.mapper()
                .createArrayNode()
                .add(Json.object().put("type", "text").put("text", text)));
    }

    public String ask(ArrayNode content) throws IOException, InterruptedException {
        messages().addObject().put("role", "user").set("content", content);
        HttpResponse<String> response = proxy.post("/v1/messages", request, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        messages().addObject().put("role", "assistant").set("content", Http.content(response));
        return response.headers().firstValue("x-proxy-session").orElseThrow();
    }

    /** Sends the results of tools, all at once and in this order, as {@link #ask} sends a question. */
    public String bring(String... idsAndResults) throws IOException, InterruptedException {
        ArrayNode results = Json.mapper().createArrayNode();
        for (int i = 0; i < idsAndResults.length; i += 2) {
            results.addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", idsAndResults[i])
                    .put("content", idsAndResults[i + 1]);
        }
        return ask(results);
    }

    public ArrayNode messages() {
        return (ArrayNode) request.path("messages");
    }

    /** The request that was sent last. */
    public ObjectNode sent() {
        ObjectNode sent = request.deepCopy();
        ((ArrayNode) sent.path("messages")).remove(messages().size() - 1);
        return sent;
    }
}
