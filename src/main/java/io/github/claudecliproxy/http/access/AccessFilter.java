package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.Endpoint;
import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may come in, before the body is read. Refused are, in this order: our own CLI, when its requests come
 * back to us (508); a Host that does not name this server (403); a web page (403); another machine, when no key is
 * set (403); a missing, wrong or expired key (401). {@code /health} and what is below it are subject to the Origin check only,
 * and the page's files need no key. Refusals are counted.
 */
@PreMatching
public final class AccessFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final int LOOP_DETECTED = 508;

    /** A request with any of these headers came through a reverse proxy: the peer address is not the caller's. */
    private static final List<String> PROXIED =
            List.of("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip");

    /**
     * Browsers tell with this header whether a page of another site sends the request. Images, scripts and links
     * carry no Origin.
     */
    private static final String SITE = "sec-fetch-site";

    private static final List<String> FOREIGN = List.of("cross-site", "same-site");

    /** Request property that is set when the Host does not name this server, as in a DNS rebinding attack. */
    public static final String FOREIGN_NAME = AccessFilter.class.getName() + ".foreignName";

    private final HttpSettings settings;
    private final HostNames hostNames;
    private final AccessKeys keys;
    private final RefusedCallers refused;

    public AccessFilter(HttpSettings settings, AccessKeys keys, RefusedCallers refused) {
        this.settings = settings;
        this.hostNames = new HostNames(settings.allowedHosts());
        this.keys = keys;
        this.refused = refused;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String origin = request.getHeaderString("origin");
        Endpoint endpoint = Endpoint.of(request);
        boolean health = endpoint == Endpoint.HEALTH;
        boolean keyless = health || (endpoint == Endpoint.PAGE && settings.page());
        ApiError refusal = refusal(request, origin, health);
        if (refusal != null) {
            refused.forbidden();
            request.abortWith(Errors.response(refusal, request));
        } else if (origin != null && request.getMethod().equals("OPTIONS")) {
            request.abortWith(preflight(request));
        } else if (!keyless) {
            keys.refusal(request).ifPresent(wrongKey -> {
                refused.unauthorized(Connection.of(request));
                request.abortWith(Errors.response(wrongKey, request));
            });
        }
    }

    private @Nullable ApiError refusal(ContainerRequestContext request, @Nullable String origin, boolean health) {
        if (request.getHeaderString(settings.hopHeader()) != null) {
            return ApiError.of(
                            LOOP_DETECTED,
                            ErrorType.API,
                            "This request comes from a claude CLI that a proxy runs; unset ANTHROPIC_BASE_URL where the "
                                    + "proxy is started, or let it name the API")
                    .withoutRetry();
        }
        String host = request.getHeaderString("host");
        if (host != null && !hostNames.isOurs(host)) {
            if (!health) {
                return forbidden(
                        "The Host header does not name this server; add the name to CLAUDE_PROXY_ALLOWED_HOSTS");
            }
            request.setProperty(FOREIGN_NAME, true);
        }
        if (origin != null && !settings.allowedOrigins().contains(origin) && !isOurPage(request, origin, host)) {
            return forbidden("Web pages may not call this server; add the origin to CLAUDE_PROXY_ALLOWED_ORIGINS");
        }
        if (origin == null && FOREIGN.contains(Objects.requireNonNullElse(request.getHeaderString(SITE), ""))) {
            return forbidden("Web pages may not call this server; this one did so as a picture, a script or a link");
        }
        if (!health && !keys.required() && !settings.open() && !isLocal(request)) {
            return forbidden("Without a key only programs on this machine are served; set PROXY_API_KEY");
        }
        return null;
    }

    /**
     * Whether our own page sends the request: the browser says so, and the origin has the very name that the request was sent
     * to, which is one of ours. Browsers do not say so on a plain http connection to a name other than localhost; then the
     * scheme must be the same, too, and a key must be needed, because whoever answers for that name in the network could send
     * a page of theirs (DNS rebinding). With a reverse proxy in between only the browser knows the scheme.
     */
    private boolean isOurPage(ContainerRequestContext request, String origin, @Nullable String host) {
        if (!settings.page() || host == null || !hostNames.isOurs(host)) {
            return false;
        }
        String site = request.getHeaderString(SITE);
        String scheme = request.getUriInfo().getRequestUri().getScheme();
        return site == null
                ? keys.required() && origin.equals(scheme + "://" + host)
                : site.equals("same-origin") && (origin.equals("https://" + host) || origin.equals("http://" + host));
    }

    private static ApiError forbidden(String message) {
        return ApiError.of(ErrorType.PERMISSION, message);
    }

    /** Both ends are loopback addresses, and no reverse proxy makes every caller look local. */
    private boolean isLocal(ContainerRequestContext request) {
        return PROXIED.stream().allMatch(header -> request.getHeaderString(header) == null)
                && Connection.of(request).isLoopback();
    }

    /** An origin that is allowed may send any header, such as the SDKs' {@code x-stainless-*}. */
    private static Response preflight(ContainerRequestContext request) {
        String asked = Objects.requireNonNullElse(request.getHeaderString("access-control-request-headers"), "");
        return Response.noContent()
                .header("access-control-allow-methods", "GET, POST")
                .header("access-control-allow-headers", asked)
                .header("access-control-max-age", "600")
                .build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String origin = request.getHeaderString("origin");
        if (origin != null && settings.allowedOrigins().contains(origin)) {
            response.getHeaders().putSingle("access-control-allow-origin", origin);
            response.getHeaders()
                    .putSingle(
                            "access-control-expose-headers",
                            "request-id, x-request-id, retry-after, x-should-retry, x-proxy-ignored, x-proxy-session, x-proxy-queue-ms");
            response.getHeaders().add("vary", "origin");
        }
    }
}
