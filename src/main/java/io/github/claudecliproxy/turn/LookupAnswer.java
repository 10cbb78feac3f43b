package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes what a lookup found to whoever asked. One of the two is called, once, on a thread that may block. */
public interface LookupAnswer {
    void found(JsonNode found);

    void fail(TurnException failure);
}
