package io.github.claudecliproxy.cli.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What {@code claude auth status} says: which login is used, never the login itself.
 *
 * @param loggedIn whether the CLI has a login or a key
 * @param method the CLI's word for the kind of login, or empty
 * @param provider the CLI's word for the provider of the API, or empty
 */
public record AuthStatus(boolean loggedIn, String method, String provider) {
    private static final Map<String, String> METHODS = Map.of(
            "claude.ai", "a Claude plan",
            "oauth_token", "a token (CLAUDE_CODE_OAUTH_TOKEN or ANTHROPIC_AUTH_TOKEN)",
            "api_key", "an API key",
            "third_party", "a cloud account");
    private static final Map<String, String> PROVIDERS = Map.of(
            "firstParty", "Anthropic's API",
            "bedrock", "Amazon Bedrock",
            "vertex", "Google Vertex AI",
            "foundry", "Microsoft Foundry");

    /**
     * Asks the CLI.
     *
     * @throws CliException when it does not print the JSON that is expected
     */
    static AuthStatus of(Cli cli, ShortCommand commands) throws CliException {
        ShortCommand.Output output = commands.run(cli.executable(), "auth", "status");
        try {
            JsonNode status = Json.read(output.stdout().getBytes(StandardCharsets.UTF_8));
            return new AuthStatus(
                    status.path("loggedIn").asBoolean(),
                    status.path("authMethod").asText(""),
                    status.path("apiProvider").asText(""));
        } catch (IOException notJson) {
            throw new CliException(
                    CliException.Kind.UNAVAILABLE,
                    "'claude auth status' printed no JSON; run it yourself to see why",
                    notJson);
        }
    }

    /** Which login the CLI uses; a word that is not known is shown as it is. */
    public String inWords() {
        String with = METHODS.getOrDefault(method, method);
        return provider.isEmpty() ? with : with + ", at " + PROVIDERS.getOrDefault(provider, provider);
    }
}
