package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets the base URL that a client is given end with {@code /v1} or not. Some libraries add it to what they are given and others
 * do not, so a path may come without it or with more than one.
 */
@PreMatching
public final class VersionPrefix implements ContainerRequestFilter {
    private static final Pattern PREFIXED = Pattern.compile("(?:v1/)*(.+)");
    private static final Pattern OF_AN_API =
            Pattern.compile("(?:messages|models|responses|chat/completions)(?:[/;].*)?");

    @Override
    public void filter(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        String path = uri.getPath(false).replaceFirst("^/", "");
        Matcher parts = PREFIXED.matcher(path);
        if (!parts.matches()) {
            return;
        }
        String canonical = (OF_AN_API.matcher(parts.group(1)).matches() ? "v1/" : "") + parts.group(1);
        if (!canonical.equals(path)) {
            String query = uri.getRequestUri().getRawQuery();
            URI canonicalUri = URI.create(uri.getBaseUri() + canonical + (query == null ? "" : "?" + query));
            request.setRequestUri(uri.getBaseUri(), canonicalUri);
        }
    }
}
