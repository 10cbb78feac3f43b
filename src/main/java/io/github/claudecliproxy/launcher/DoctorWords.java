package io.github.claudecliproxy.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What the doctor says where it depends on the place and on the CLI's own words. */
final class DoctorWords {
    private DoctorWords() {}

    /** In a container nobody can log in with a browser, and its file system goes with it. */
    static String notLoggedIn(Path executable, boolean inContainer) {
        return inContainer
                ? "not logged in: set CLAUDE_CODE_OAUTH_TOKEN (claude setup-token on your own machine prints one) or"
                        + " ANTHROPIC_API_KEY in the file that PROXY_SETTINGS names, or mount a folder with a login"
                        + " (CLAUDE_LOGIN=~/.claude docker compose up -d)"
                : "not logged in: run " + executable
                        + " auth login, or set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN";
    }

    static boolean inContainer(Map<String, String> environment) {
        return environment.containsKey("KUBERNETES_SERVICE_HOST")
                || environment.containsKey("container") // set by podman and systemd-nspawn
                || Stream.of("/.dockerenv", "/run/.containerenv").map(Path::of).anyMatch(Files::exists);
    }

    /** A first question to the server. */
    static String firstQuestion(String url, boolean needsKey) {
        return "curl " + url + "/v1/messages -H 'content-type: application/json'"
                + (needsKey ? " -H 'x-api-key: YOUR_KEY'" : "")
                + " -d '{\"model\": \"sonnet\", \"max_tokens\": 100,"
                + " \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'";
    }
}
