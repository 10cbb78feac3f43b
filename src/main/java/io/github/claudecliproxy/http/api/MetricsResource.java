package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.metrics.MetricsReport;
import io.github.claudecliproxy.metrics.PrometheusText;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code GET /metrics}: answered at once on the container's thread, even when the queue is full. */
@Path("metrics")
public final class MetricsResource {
    /** The first is for callers without a preference, or with none of these. */
    private static final List<Variant> FORMS = Variant.mediaTypes(
                    MediaType.APPLICATION_JSON_TYPE,
                    MediaType.TEXT_PLAIN_TYPE,
                    new MediaType("application", "openmetrics-text"))
            .build();

    private final Supplier<MetricsReport> report;
    private final Function<String, PrometheusText> prometheus;

    /**
     * Each report is made when it is asked for.
     *
     * @param prometheus makes the text for an {@code Accept} header
     */
    public MetricsResource(Supplier<MetricsReport> report, Function<String, PrometheusText> prometheus) {
        this.report = report;
        this.prometheus = prometheus;
    }

    /** JSON, or Prometheus' text for a caller that prefers it. */
    @GET
    public Response metrics(@Context Request request, @Context HttpHeaders headers) {
        Variant preferred = request.selectVariant(FORMS);
        if (preferred == null || MediaType.APPLICATION_JSON_TYPE.equals(preferred.getMediaType())) {
            return Response.ok(report.get(), MediaType.APPLICATION_JSON)
                    .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                    .build();
        }
        return prometheus(headers);
    }

    @GET
    @Path("prometheus")
    public Response prometheus(@Context HttpHeaders headers) {
        List<String> accept = headers.getRequestHeader(HttpHeaders.ACCEPT);
        PrometheusText text = prometheus.apply(accept == null ? "" : String.join(",", accept));
        return Response.ok(text.text(), text.contentType())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
