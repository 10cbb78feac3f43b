package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.usage.Ledger;
import io.github.claudecliproxy.usage.UsageQuery;
import io.github.claudecliproxy.usage.UsageReport;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code GET /usage}: what the ledger has, as JSON or CSV. The operator sees all keys, and a key of the keys file sees its
 * own usage. No thread of the container waits for the database.
 */
@Path("usage")
public final class UsageResource {
    private static final int HTTP_OK = 200;
    private static final long LIMIT_SECONDS = 60;
    private static final MediaType CSV = new MediaType("text", "csv");
    private static final List<Variant> FORMS =
            Variant.mediaTypes(MediaType.APPLICATION_JSON_TYPE, CSV).build();

    private final Optional<Ledger> ledger;
    private final String off;

    /**
     * A resource over the ledger.
     *
     * @param off what a caller is told where there is none
     */
    public UsageResource(Optional<Ledger> ledger, String off) {
        this.ledger = ledger;
        this.off = off;
    }

    /** Suspends the request until the database has answered. */
    @GET
    public void usage(
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("by") List<String> by,
            @QueryParam("format") @DefaultValue("") String format,
            @Suspended AsyncResponse suspended,
            @Context ContainerRequestContext context,
            @Context Request request)
            throws InvalidRequestException {
        Ledger open = ledger.orElseThrow(() -> new InvalidRequestException(ApiError.of(ErrorType.NOT_FOUND, off)));
        Optional<String> onlyKey =
                AccessKeys.isOperator(context) ? Optional.empty() : Optional.of(AccessKeys.nameOf(context));
        UsageQuery query = UsageQuery.of(from, to, String.join(",", by), onlyKey, open.today());
        Function<UsageReport, Response> form = isCsv(format, request) ? UsageResource::csv : UsageResource::json;
        suspended.setTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Boolean> unused = open.report(query)
                .thenApply(form)
                .handle((answer, failure) ->
                        failure == null ? suspended.resume(answer) : suspended.resume(reason(failure)));
    }

    private static boolean isCsv(String format, Request request) throws InvalidRequestException {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case "" -> {
                Variant preferred = request.selectVariant(FORMS);
                yield preferred != null && CSV.equals(preferred.getMediaType());
            }
            default -> throw new InvalidRequestException("format: must be json or csv");
        };
    }

    /** The future wraps what an earlier step has thrown. */
    private static Throwable reason(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private static Response json(UsageReport report) {
        return WholeAnswer.of(HTTP_OK, report)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private static Response csv(UsageReport report) {
        byte[] text = UsageCsv.of(report);
        return Response.ok(text, CSV.withCharset("utf-8"))
                .header(HttpHeaders.CONTENT_LENGTH, text.length)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"usage.csv\"")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}
