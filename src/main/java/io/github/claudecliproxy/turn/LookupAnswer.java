package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Takes what a lookup found to whoever asked, on a thread that may block. The client is answered once: {@link #fail} may
 * follow a {@link #found} that has thrown, and changes nothing when that had already answered.
 */
public interface LookupAnswer {
    void found(JsonNode found);

    void fail(TurnException failure);
}
