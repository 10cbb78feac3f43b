package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;

/** What a request's path means before JAX-RS has matched it. */
public enum Endpoint {
    /** Open to anyone. */
    HEALTH,
    /** Has errors of its own form. */
    CHAT,
    OTHER;

    public static Endpoint of(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return switch (path.replaceFirst("^/", "").replaceFirst("[/;].*$", "")) {
            case "health" -> HEALTH;
            case "chat" -> CHAT;
            default -> OTHER;
        };
    }
}
