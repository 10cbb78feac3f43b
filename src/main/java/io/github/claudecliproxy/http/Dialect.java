package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Locale;
import java.util.Objects;

/** Whose form an answer has. */
public enum Dialect {
    MESSAGES,
    /** The form of the proxy that this one descends from. */
    CHAT,
    OPENAI;

    /**
     * The form that the client of a request knows. For a list of models it depends on the headers: Anthropic's SDKs send
     * {@code anthropic-version} or {@code x-api-key}, OpenAI's neither, but a Bearer key.
     */
    public static Dialect of(ContainerRequestContext request) {
        return switch (Endpoint.of(request)) {
            case CHAT -> CHAT;
            case OPENAI -> OPENAI;
            case MODELS -> asksAsOpenAi(request) ? OPENAI : MESSAGES;
            default -> MESSAGES;
        };
    }

    private static boolean asksAsOpenAi(ContainerRequestContext request) {
        String authorization = Objects.requireNonNullElse(request.getHeaderString("authorization"), "");
        return authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
                && request.getHeaderString("anthropic-version") == null
                && request.getHeaderString("x-api-key") == null;
    }
}
