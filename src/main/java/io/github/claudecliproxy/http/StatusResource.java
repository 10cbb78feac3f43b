package io.github.claudecliproxy.http;

import io.github.claudecliproxy.health.HealthReport;
import io.github.claudecliproxy.metrics.MetricsReport;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/** {@code GET /health} and {@code GET /metrics}: answered at once on the container's thread, whatever waits. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {
    private final Supplier<HealthReport> health;
    private final Supplier<MetricsReport> metrics;

    public StatusResource(Supplier<HealthReport> health, Supplier<MetricsReport> metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    /** 200 when a turn that came now could be answered, else 503 with the problem. */
    @GET
    @Path("health")
    public Response health() {
        HealthReport report = health.get();
        return Response.status(report.ok() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .entity(report)
                .build();
    }

    @GET
    @Path("metrics")
    public MetricsReport metrics() {
        return metrics.get();
    }
}
