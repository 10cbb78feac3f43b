package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request in the Messages API's words. */
public final class Translated {
    private static final Pattern MESSAGE = Pattern.compile("^messages\\.(\\d{1,9})(?=[.:])");

    private final byte[] body;
    private final List<String> sources;
    private final Set<String> ignored;

    private Translated(byte[] body, List<String> sources, Set<String> ignored) {
        this.body = body;
        this.sources = sources;
        this.ignored = Set.copyOf(ignored);
    }

    public static Translated of(ObjectNode request, Conversation conversation, Set<String> ignored) {
        conversation.writeTo(request);
        return new Translated(Json.bytes(request), conversation.sources(), ignored);
    }

    /** The body of {@code POST /v1/messages}; it must not be changed. */
    public byte[] body() {
        return body;
    }

    /** The names of the client's fields that are not honoured. */
    public Set<String> ignored() {
        return ignored;
    }

    /**
     * Checks the request as any other.
     *
     * @throws InvalidRequestException naming the client's own message
     */
    public MessagesRequest checked() throws InvalidRequestException {
        try {
            return MessagesRequest.of(body);
        } catch (InvalidRequestException refused) {
            ApiError error = refused.error();
            throw new InvalidRequestException(
                    new ApiError(error.status(), error.type(), inTheirWords(error.message()), null, error.mayRetry()));
        }
    }

    private String inTheirWords(String message) {
        Matcher names = MESSAGE.matcher(message);
        if (!names.find()) {
            return message;
        }
        int index = Integer.parseInt(names.group(1));
        return index < sources.size() ? sources.get(index) + message.substring(names.end()) : message;
    }
}
