package io.github.claudecliproxy.http.page;

import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.status.Audience;
import io.github.claudecliproxy.status.StatusReport;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * {@code GET /api/status}: what goes on now, as JSON, and {@code GET /api/status/stream}: the same as server-sent events of
 * type {@code status}, the first one whole, the others without the settings, at most one a second.
 */
@Path("api/status")
public final class StatusApiResource {
    private static final int HTTP_OK = 200;

    private final Supplier<StatusReport> report;
    private final Exchanges exchanges;
    private final Viewers viewers;

    /** A report is made when it is asked for. */
    public StatusApiResource(Supplier<StatusReport> report, Exchanges exchanges, Viewers viewers) {
        this.report = report;
        this.exchanges = exchanges;
        this.viewers = viewers;
    }

    @GET
    public Response status(@Context ContainerRequestContext request) {
        return WholeAnswer.of(HTTP_OK, report.get().seenBy(audience(request)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Suspends the request until its client is gone or the server stops. */
    @GET
    @Path("stream")
    public void stream(@Suspended AsyncResponse suspended, @Context ContainerRequestContext request) {
        Audience audience = audience(request);
        exchanges.begin(suspended, request, (body, exchange) -> viewers.show(audience, exchange::answer));
    }

    /** The headers alone: without this a stream would begin that nobody reads and nothing ends. */
    @HEAD
    @Path("stream")
    public Response streamHead() {
        return Response.ok().type(Viewer.EVENT_STREAM).build();
    }

    private static Audience audience(ContainerRequestContext request) {
        return new Audience(AccessKeys.isOperator(request), AccessKeys.nameOf(request));
    }
}
