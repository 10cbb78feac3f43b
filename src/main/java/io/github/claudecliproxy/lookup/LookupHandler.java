package io.github.claudecliproxy.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.work.WorkException;

/**
 * Takes what a lookup found to whoever asked, on a thread that may block. The client is answered once: {@link #fail} may
 * follow a {@link #found} that has thrown, and changes nothing when that had already answered.
 */
public interface LookupHandler {
    void found(JsonNode found);

    void fail(WorkException failure);
}
