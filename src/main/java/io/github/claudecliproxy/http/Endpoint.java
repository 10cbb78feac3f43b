package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;

/** What a request's path means to the filters that run before JAX-RS has matched it. */
public enum Endpoint {
    /** Needs no key. */
    HEALTH,
    /** Reports errors in a form of its own. */
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
