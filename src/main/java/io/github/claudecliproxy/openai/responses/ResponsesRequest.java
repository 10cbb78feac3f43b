package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Conversation;
import io.github.claudecliproxy.openai.Field;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.Parameters;
import io.github.claudecliproxy.openai.Translated;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request to {@code POST /v1/responses}.
 *
 * @param model after the operator's aliases
 * @param stream whether the client wants a streamed answer
 * @param encrypted whether reasoning items have their {@code encrypted_content}
 * @param repeated the fields, as sent, that the response repeats
 * @param question what is kept of the request for those that name its response; empty if nothing is
 * @param tools the names of its tools
 * @param translated the request in the Messages API's words
 */
public record ResponsesRequest(
        String model,
        boolean stream,
        boolean encrypted,
        ObjectNode repeated,
        Optional<Kept> question,
        ResponseTools tools,
        Translated translated) {
    private static final String PREVIOUS = "previous_response_id";
    private static final String ENCRYPTED = "reasoning.encrypted_content";
    private static final Set<String> HONOURED = Set.of(
            "model",
            "input",
            "instructions",
            PREVIOUS,
            "stream",
            "store",
            "include",
            "max_output_tokens",
            "temperature",
            "top_p",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "thinking",
            "user",
            "safety_identifier",
            "metadata");

    private static final List<String> REPEATED = List.of(
            "instructions",
            "max_output_tokens",
            "parallel_tool_calls",
            PREVIOUS,
            "reasoning",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_p",
            "user",
            "metadata");

    /** Without these the answer would not be what was asked for. */
    private static final List<String> UNSUPPORTED = List.of("background", "conversation", "prompt", "top_logprobs");

    /**
     * Translates a request body.
     *
     * @param earlier what the caller's earlier responses were about
     * @throws InvalidRequestException naming the first field that is missing, wrong or not supported
     */
    public static ResponsesRequest of(byte[] body, ModelAliases aliases, Earlier earlier)
            throws InvalidRequestException {
        Field request = new Field("", Fields.of(body).object());
        refuse(request);
        ObjectNode made = Json.object();
        Set<String> ignored = new TreeSet<>();
        Parameters parameters = new Parameters(request, made, ignored);
        String model = parameters.model(aliases);
        boolean stream = parameters.stream();
        Conversation conversation = new Conversation();
        String instructions = request.at("instructions").optionalText();
        if (!instructions.isEmpty()) {
            conversation.system("instructions", instructions);
        }
        conversation.addAll(PREVIOUS, previous(request.at(PREVIOUS), earlier));
        Conversation input = new InputItems(earlier, ignored).read(request.at("input"));
        conversation.addAll(input);
        if (conversation.isEmpty()) {
            throw request.at("input").wrong("required, a string or a list of items");
        }
        parameters.maxTokens("max_output_tokens");
        parameters.sampling();
        parameters.effort(request.at("reasoning").at("effort"));
        Field format = request.at("text").at("format");
        parameters.format(format, format.at("schema"), conversation);
        parameters.user("user", "safety_identifier");
        ResponseTools tools = ResponseTools.of(request.at("tools"), ignored);
        tools.writeTo(made, request.at("tool_choice"), request.at("parallel_tool_calls"));
        if (!request.at("text").at("verbosity").isAbsent()) {
            ignored.add("text.verbosity");
        }
        parameters.noteOthers(HONOURED);
        return new ResponsesRequest(
                model,
                stream,
                encrypted(request.at("include"), ignored),
                repeated(request),
                question(request, input),
                tools,
                Translated.of(made, conversation, ignored));
    }

    private static ObjectNode repeated(Field request) {
        ObjectNode repeated = Json.object();
        for (String name : REPEATED) {
            if (!request.at(name).isAbsent()) {
                repeated.set(name, request.at(name).value());
            }
        }
        return repeated;
    }

    private static Optional<Kept> question(Field request, Conversation input) throws InvalidRequestException {
        return request.at("store").flag(true)
                ? Optional.of(new Kept(request.at(PREVIOUS).optionalText(), Json.bytes(input.messages())))
                : Optional.empty();
    }

    private static void refuse(Field request) throws InvalidRequestException {
        for (String name : UNSUPPORTED) {
            if (!request.at(name).asksNothing()) {
                throw request.at(name).wrong("is not supported here; leave it out");
            }
        }
    }

    private static ArrayNode previous(Field id, Earlier earlier) throws InvalidRequestException {
        String asked = id.optionalText();
        return asked.isEmpty()
                ? Json.mapper().createArrayNode()
                : earlier.conversation(asked)
                        .orElseThrow(() -> new InvalidRequestException(ApiError.of(
                                ErrorType.NOT_FOUND,
                                PREVIOUS + ": no response '" + Fields.shown(asked)
                                        + "' is kept here any more; send the whole conversation as input")));
    }

    private static boolean encrypted(Field include, Set<String> ignored) throws InvalidRequestException {
        boolean encrypted = false;
        for (Field wanted : include.items()) {
            if (wanted.text().equals(ENCRYPTED)) {
                encrypted = true;
            } else {
                ignored.add("include." + wanted.text());
            }
        }
        return encrypted;
    }
}
