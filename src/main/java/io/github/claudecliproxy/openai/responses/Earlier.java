package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.Optional;

/** What one caller's earlier responses were about. Both throw 413 when a request names too much. */
public interface Earlier {
    /** The messages up to and with this response; empty if it is not known. */
    Optional<ArrayNode> conversation(String responseId) throws InvalidRequestException;

    /** The content block of an output item; empty if it is not known. */
    Optional<JsonNode> block(String itemId) throws InvalidRequestException;
}
