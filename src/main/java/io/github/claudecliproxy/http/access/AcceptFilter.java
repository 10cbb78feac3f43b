package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** Refuses an {@code Accept} header that is malformed: JAX-RS would answer 400 without a body. */
@PreMatching
public final class AcceptFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        try {
            request.getAcceptableMediaTypes();
        } catch (ProcessingException malformed) {
            request.abortWith(Errors.response(
                    ApiError.of(ErrorType.INVALID_REQUEST, "Accept: not a list of media types"), request));
        }
    }
}
