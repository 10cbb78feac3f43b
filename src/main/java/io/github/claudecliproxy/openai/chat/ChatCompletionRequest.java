package io.github.claudecliproxy.openai.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Conversation;
import io.github.claudecliproxy.openai.Field;
import io.github.claudecliproxy.openai.FunctionTools;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.Parameters;
import io.github.claudecliproxy.openai.Translated;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request to {@code POST /v1/chat/completions}.
 *
 * @param model after the operator's aliases
 * @param stream whether the client wants a streamed answer
 * @param includeUsage whether its stream shall end with the usage
 * @param translated the request in the Messages API's words
 */
public record ChatCompletionRequest(String model, boolean stream, boolean includeUsage, Translated translated) {
    private static final Set<String> HONOURED = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "stop",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "thinking",
            "user",
            "safety_identifier",
            "n",
            "modalities");

    /** Without these the answer would not be what was asked for. */
    private static final List<String> UNSUPPORTED = List.of("logprobs", "top_logprobs", "logit_bias", "audio");

    private static final List<String> OLD = List.of("functions", "function_call");

    /**
     * Translates a request body.
     *
     * @throws InvalidRequestException naming the first field that is missing, wrong or not supported
     */
    public static ChatCompletionRequest of(byte[] body, ModelAliases aliases) throws InvalidRequestException {
        Field request = new Field("", Fields.of(body).object());
        refuse(request);
        ObjectNode made = Json.object();
        Set<String> ignored = new TreeSet<>();
        Parameters parameters = new Parameters(request, made, ignored);
        String model = parameters.model(aliases);
        boolean stream = parameters.stream();
        Conversation conversation = ChatMessages.conversation(request.at("messages"), ignored);
        parameters.maxTokens("max_completion_tokens", "max_tokens");
        parameters.sampling();
        stop(request.at("stop"), made);
        parameters.effort(request.at("reasoning_effort"));
        Field format = request.at("response_format");
        parameters.format(format, format.at("json_schema").at("schema"), conversation);
        parameters.user("user", "safety_identifier");
        tools(request, made, ignored);
        parameters.noteOthers(HONOURED);
        boolean usage = request.at("stream_options").at("include_usage").flag(false);
        return new ChatCompletionRequest(model, stream, usage, Translated.of(made, conversation, ignored));
    }

    private static void refuse(Field request) throws InvalidRequestException {
        for (String name : UNSUPPORTED) {
            if (!request.at(name).asksNothing()) {
                throw request.at(name).wrong("Claude's API has nothing of this kind; leave it out");
            }
        }
        for (String name : OLD) {
            if (!request.at(name).isAbsent()) {
                throw request.at(name).wrong("is the old form; use tools and tool_choice");
            }
        }
        Field n = request.at("n");
        if (!n.isAbsent() && n.value().asInt(0) != 1) {
            throw n.wrong("must be 1: Claude gives one answer to a request");
        }
        for (Field modality : request.at("modalities").items()) {
            modality.oneOf(Set.of("text"));
        }
        if (!request.at("web_search_options").isAbsent()) {
            throw request.at("web_search_options").wrong("there is no search here; offer a tool for it");
        }
    }

    private static void stop(Field stop, ObjectNode made) throws InvalidRequestException {
        if (stop.isAbsent()) {
            return;
        }
        ArrayNode sequences = made.putArray("stop_sequences");
        if (stop.isText()) {
            sequences.add(stop.visibleText());
            return;
        }
        for (Field sequence : stop.items()) {
            sequences.add(sequence.visibleText());
        }
    }

    private static void tools(Field request, ObjectNode made, Set<String> ignored) throws InvalidRequestException {
        List<Field> tools = request.at("tools").items();
        if (tools.isEmpty()) {
            return;
        }
        ArrayNode definitions = made.putArray("tools");
        for (Field tool : tools) {
            tool.object().at("type").oneOf(Set.of("function"));
            definitions.add(FunctionTools.definition(tool.at("function").object(), ignored));
        }
        Field choice = request.at("tool_choice");
        ObjectNode chosen =
                FunctionTools.choice(choice, choice.at("function").at("name"), request.at("parallel_tool_calls"));
        if (!chosen.isEmpty()) {
            made.set("tool_choice", chosen);
        }
    }
}
