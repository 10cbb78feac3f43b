package io.github.claudecliproxy.http;

import io.github.claudecliproxy.openai.ModelAliases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the http rooms.
 *
 * @param apiKey the key that callers must bring, or empty for none
 * @param apiKeysFile a file of more such keys, or empty for none
 * @param open whether other machines are let in even without a key
 * @param allowedOrigins web origins that may call
 * @param allowedHosts host names to accept beside the built-in ones
 * @param maxBodyBytes the largest request body
 * @param bodyBudgetBytes the most that the bodies of all unfinished requests may take together
 * @param bodyTimeout how long a request body may take to arrive
 * @param messagesTimeout how long a {@code /v1/messages} turn may run
 * @param chatTimeout how long a {@code /chat} turn may run unless the request says otherwise
 * @param chatMaxTurns how many answers of the model make up a {@code /chat} turn unless the request says otherwise
 * @param chatTools whether {@code /chat} may use built-in tools of the CLI
 * @param ping how long a stream may be silent before a ping is sent
 * @param page whether there is a page at {@code /}
 * @param modelAliases names that the operator gives to models, for OpenAI's clients
 * @param storedResponsesBytes the most that responses kept for {@code previous_response_id} may take
 * @param hopHeader the name of a header that only our own CLI processes send
 */
public record HttpSettings(
        Optional<String> apiKey,
        Optional<Path> apiKeysFile,
        boolean open,
        Set<String> allowedOrigins,
        Set<String> allowedHosts,
        int maxBodyBytes,
        long bodyBudgetBytes,
        Duration bodyTimeout,
        Duration messagesTimeout,
        Duration chatTimeout,
        int chatMaxTurns,
        boolean chatTools,
        Duration ping,
        boolean page,
        ModelAliases modelAliases,
        long storedResponsesBytes,
        String hopHeader) {
    public HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }
}
