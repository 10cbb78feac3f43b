package io.github.claudecliproxy.tracing;

import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The trace that a request belongs to: by the span of its HTTP request, if an agent makes one, else by its headers. */
public final class TraceParent {
    private final OpenTelemetry telemetry;
    private final Context context;

    private TraceParent(OpenTelemetry telemetry, Context context) {
        this.telemetry = telemetry;
        this.context = context;
    }

    /**
     * Reads the trace of the request that this thread handles.
     *
     * @param header the value of a header, or null
     */
    public static TraceParent of(Function<String, @Nullable String> header) {
        OpenTelemetry telemetry = GlobalOpenTelemetry.get();
        Context current = Context.current();
        if (Span.fromContext(current).getSpanContext().isValid()) {
            return new TraceParent(telemetry, current);
        }
        return new TraceParent(
                telemetry, telemetry.getPropagators().getTextMapPropagator().extract(current, header, new Headers()));
    }

    /** The spans of a turn, which begins to be queued now. */
    public TracedTurn turn(TurnRequest request, TurnHandler handler) {
        return new TracedTurn(telemetry.getTracer("claude-cli-proxy"), context, request, handler);
    }

    private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> header) {
            return List.of(); // only baggage of other formats than W3C asks for all
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> header, String name) {
            return header == null ? null : header.apply(name);
        }
    }
}
