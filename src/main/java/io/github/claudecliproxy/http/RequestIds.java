package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.security.SecureRandom;
import java.util.Base64;

/** Gives every request an id, and every answer a {@code request-id} header, which the SDKs show with errors. */
@PreMatching
public final class RequestIds implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String PROPERTY = RequestIds.class.getName();
    private static final int RANDOM_BYTES = 18;

    private final SecureRandom random = new SecureRandom();

    @Override
    public void filter(ContainerRequestContext request) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        request.setProperty(
                PROPERTY, "req_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle("request-id", of(request));
        if (Dialect.of(request) == Dialect.OPENAI) {
            response.getHeaders().putSingle("x-request-id", of(request)); // where OpenAI's SDKs look
        }
    }

    /** The request's id. */
    static String of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof String id ? id : "req_unknown";
    }
}
