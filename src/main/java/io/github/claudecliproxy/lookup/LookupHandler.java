package io.github.claudecliproxy.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.work.WorkException;

/**
 * Takes what a lookup found to its client, on a thread that may block. {@link #fail} may follow a {@link #found} that
 * threw; the client gets only the first answer.
 */
public interface LookupHandler {
    void found(JsonNode found);

    void fail(WorkException failure);
}
