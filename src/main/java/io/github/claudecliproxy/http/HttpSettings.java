package io.github.claudecliproxy.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the HTTP room needs to know.
 *
 * @param apiKey the key that callers must bring, or empty for none
 * @param apiKeysFile a file of more such keys, or empty for none
 * @param open without a key, whether callers from other machines are let in
 * @param allowedOrigins web origins that may call
 * @param allowedHosts host names that requests may carry, beside those that are always right
 * @param maxBodyBytes the largest request body
 * @param bodyBudgetBytes what the bodies of all unfinished requests may take together
 * @param bodyTimeout how long a request body may take to arrive
 * @param messagesTimeout how long a {@code /v1/messages} turn may run
 * @param chatTimeout how long a {@code /chat} turn may run unless it says otherwise
 * @param chatMaxTurns how many turns {@code /chat} takes unless it says otherwise
 * @param chatTools whether the operator allows built-in tools of the CLI's in a {@code /chat} turn
 * @param ping silence in a stream after which a ping is sent
 * @param hopHeader the name of a header that only a CLI run by a proxy of this kind sends
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
        String hopHeader) {
    public HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        allowedHosts = Set.copyOf(allowedHosts);
    }
}
