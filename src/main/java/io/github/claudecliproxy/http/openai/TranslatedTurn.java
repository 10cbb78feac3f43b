package io.github.claudecliproxy.http.openai;

import io.github.claudecliproxy.http.exchange.StreamFormat;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.openai.Translated;
import java.util.function.Function;

/**
 * A turn, and how its answer is told to a client of OpenAI's API.
 *
 * @param model after the operator's aliases
 * @param stream whether the client wants a streamed answer
 * @param format of a streamed answer
 * @param body of a whole answer
 */
record TranslatedTurn(
        String model,
        boolean stream,
        Translated request,
        StreamFormat format,
        Function<MessageAccumulator, Object> body) {}
