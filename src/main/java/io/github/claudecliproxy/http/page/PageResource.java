package io.github.claudecliproxy.http.page;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /}: the page, for callers that take HTML, and {@code GET /page/NAME}: its files. They hold no data, so they need
 * no key. All their addresses are relative, so that they fit any context root.
 */
@Path("/")
public final class PageResource {
    /** No script, style or connection but our own, nothing inline, and no frame around it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @GuardedBy("this")
    private @Nullable PageFiles files;

    /** The page itself. A caller that takes no HTML, as an SDK with a wrong base URL, is told of the endpoints (404). */
    @GET
    public Response index(@Context HttpHeaders headers, @Context UriInfo uri, @Context Request request) {
        if (headers.getAcceptableMediaTypes().stream().noneMatch(MediaType.TEXT_HTML_TYPE::isCompatible)) {
            throw new NotFoundException();
        }
        String path = uri.getRequestUri().getRawPath();
        if (!path.endsWith("/")) { // relative addresses would miss the context root
            return Response.status(Response.Status.FOUND)
                    .header(HttpHeaders.LOCATION, path.substring(path.lastIndexOf('/') + 1) + "/")
                    .build();
        }
        return file(PageFiles.INDEX, request);
    }

    @GET
    @Path("page/{name}")
    public Response named(@PathParam("name") String name, @Context Request request) {
        if (name.equals(PageFiles.INDEX)) { // its addresses fit the root only
            throw new NotFoundException();
        }
        return file(name, request);
    }

    private Response file(String name, Request request) {
        PageFile file = files().named(name).orElseThrow(NotFoundException::new);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(file.tag());
        Response.ResponseBuilder response = unchanged == null
                ? Response.ok(file.content())
                        .header(HttpHeaders.CONTENT_TYPE, file.type())
                        .header(HttpHeaders.CONTENT_LENGTH, file.content().length)
                : unchanged;
        return response.tag(file.tag())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header("content-security-policy", POLICY)
                .header("x-content-type-options", "nosniff")
                .header("x-frame-options", "DENY")
                .header("referrer-policy", "no-referrer")
                .header("cross-origin-opener-policy", "same-origin")
                .header("cross-origin-resource-policy", "same-origin")
                .build();
    }

    /** Read when the page is first asked for: the start need not wait for that. */
    private synchronized PageFiles files() {
        PageFiles read = files == null ? new PageFiles() : files;
        files = read;
        return read;
    }
}
