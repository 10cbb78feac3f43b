package io.github.claudecliproxy.http.openai;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.chat.ChatCompletion;
import io.github.claudecliproxy.openai.chat.ChatCompletionChunks;
import io.github.claudecliproxy.openai.chat.ChatCompletionRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.InstantSource;

/**
 * {@code POST /v1/chat/completions}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Create chat completion</a>
 */
@Path("v1/chat/completions")
public final class ChatCompletionsResource {
    private final TranslatedTurns turns;
    private final InstantSource clock;

    public ChatCompletionsResource(TranslatedTurns turns, InstantSource clock) {
        this.turns = turns;
        this.clock = clock;
    }

    /** Suspends the request until its turn has something to say. */
    @POST
    public void create(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        turns.receive(suspended, request, headers, (body, owner) -> translated(body));
    }

    private TranslatedTurn translated(byte[] body) throws InvalidRequestException {
        ChatCompletionRequest asked = ChatCompletionRequest.of(body, turns.aliases());
        long created = clock.instant().getEpochSecond();
        return new TranslatedTurn(
                asked.model(),
                asked.stream(),
                asked.translated(),
                new ChunkFormat(new ChatCompletionChunks(created, asked.includeUsage())),
                gathered -> ChatCompletion.of(gathered, created));
    }
}
