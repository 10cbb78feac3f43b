package io.github.claudecliproxy.cli.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What {@code claude auth status} says. Which login is used, never the login itself.
 *
 * @param loggedIn whether the CLI has a login or a key
 * @param method the CLI's word for it, or empty
 * @param provider the CLI's word for whose API it calls, or empty
 */
public record AuthStatus(boolean loggedIn, String method, String provider) {

    /**
     * Asks the CLI.
     *
     * @throws CliException when it gives no answer that we understand
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
                    CliException.Kind.UNAVAILABLE, "'claude auth status' gave no answer that is understood", notJson);
        }
    }
}
