package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.access.AccessFilter;
import io.github.claudecliproxy.metrics.MetricsReport;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /health} and {@code GET /metrics}: answered at once on the container's thread, even when the queue is
 * full.
 */
@Path("/")
public final class StatusResource {
    private final Reports reports;

    public StatusResource(Reports reports) {
        this.reports = reports;
    }

    /** Where the reports come from. Each is made when it is asked for. */
    public record Reports(Supplier<HealthReport> health, Supplier<MetricsReport> metrics) {}

    /**
     * 200 when a turn could be answered now, else 503 with the problem. A caller under a foreign Host may be a web
     * page and learns only {@code ok}.
     */
    @GET
    @Path("health")
    public Response health(@Context ContainerRequestContext request) {
        HealthReport report = reports.health().get();
        boolean foreign = request.getProperty(AccessFilter.FOREIGN_NAME) != null;
        return Response.status(report.ok() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .type(MediaType.APPLICATION_JSON)
                .entity(foreign ? Map.of("ok", report.ok()) : report)
                .build();
    }

    @GET
    @Path("metrics")
    public Response metrics() {
        return Response.ok(reports.metrics().get(), MediaType.APPLICATION_JSON).build();
    }
}
