package io.github.claudecliproxy.it.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.PromptCache;

/**
 * What a client's requests cost through the proxy, compared with the API itself: each has a prompt cache of its own. What
 * the CLI adds to a prompt counts in full.
 */
final class CostMeter {
    private final PromptCache atTheApi = new PromptCache();
    private final PromptCache throughTheProxy = new PromptCache();
    private double direct;
    private double proxied;

    /** One request: as the client wrote it, and as the API received it. */
    void asked(JsonNode sent, JsonNode received) {
        direct += atTheApi.cost(sent);
        proxied += throughTheProxy.cost(received);
    }

    double ratio() {
        return proxied / direct;
    }
}
