package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.regex.Pattern;

/** What a request's path means to the filters that run before JAX-RS has matched it. */
public enum Endpoint {
    /** Needs no key. */
    HEALTH,
    /** The page and its files, which hold no data. Needs no key, where there is a page. */
    PAGE,
    /** Reports errors in a form of its own. */
    CHAT,
    /** Speaks OpenAI's API, errors included. */
    OPENAI,
    /** The list of models, which speaks the API of whoever asks. */
    MODELS,
    OTHER;

    private static final Pattern PAGE_FILE = Pattern.compile("page/[a-z]+\\.[a-z]+");

    public static Endpoint of(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath().replaceFirst("^/", "");
        if (path.isEmpty() || PAGE_FILE.matcher(path).matches()) {
            return PAGE;
        }
        return switch (path.replaceFirst("[/;].*$", "")) {
            case "health" -> HEALTH;
            case "chat" -> CHAT;
            case "v1" -> ofApi(path.replaceFirst("^v1/", ""));
            default -> OTHER;
        };
    }

    private static Endpoint ofApi(String path) {
        return switch (path.replaceFirst("[/;].*$", "")) {
            case "chat", "responses" -> OPENAI;
            case "models" -> MODELS;
            default -> OTHER;
        };
    }
}
