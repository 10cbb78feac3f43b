package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.access.AccessFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/**
 * {@code GET /health} with its two narrower forms: answered at once on the container's thread, even when the queue is
 * full.
 */
@Path("/")
public final class StatusResource {
    private final Supplier<HealthReport> health;

    /** The report is made when it is asked for. */
    public StatusResource(Supplier<HealthReport> health) {
        this.health = health;
    }

    /**
     * 200 when a turn could be answered now, else 503 with the problem. A caller under a foreign Host may be a web
     * page and learns only {@code ok}.
     */
    @GET
    @Path("health")
    public Response health(@Context ContainerRequestContext request) {
        HealthReport report = health.get();
        return answer(report, isForeign(request) ? Readiness.only(report.ok()) : report);
    }

    /** As {@link #health}, without the figures: for those that send requests only to a server that is ready. */
    @GET
    @Path("health/ready")
    public Response ready(@Context ContainerRequestContext request) {
        HealthReport report = health.get();
        return answer(report, isForeign(request) ? Readiness.only(report.ok()) : Readiness.of(report));
    }

    /** 200 as long as this process answers at all: for those that would restart it. A restart mends no login. */
    @GET
    @Path("health/live")
    public Response live() {
        return Response.ok(Readiness.only(true), MediaType.APPLICATION_JSON).build();
    }

    private static Response answer(HealthReport report, Object body) {
        return Response.status(report.ok() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
    }

    private static boolean isForeign(ContainerRequestContext request) {
        return request.getProperty(AccessFilter.FOREIGN_NAME) != null;
    }
}
