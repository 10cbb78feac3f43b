package io.github.claudecliproxy.tracing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnPlan;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.turn.TurnStream;
import io.github.claudecliproxy.work.Planned;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * The spans of one turn, one after the other: {@code queue} until it runs, then {@code chat MODEL}. The one that is open
 * when the turn fails gets the error.
 */
public final class TracedTurn implements TurnHandler {
    private final Tracer tracer;
    private final Context parent;
    private final TurnRequest request;
    private final TurnHandler handler;

    @GuardedBy("this")
    private Span open;

    TracedTurn(Tracer tracer, Context parent, TurnRequest request, TurnHandler handler) {
        this.tracer = tracer;
        this.parent = parent;
        this.request = request;
        this.handler = handler;
        this.open = tracer.spanBuilder("queue").setParent(parent).startSpan();
    }

    /** Submits the turn, with this as its handler. */
    public Work submit(TurnService turns) throws InvalidRequestException {
        try {
            return turns.submit(request(), this);
        } catch (InvalidRequestException notAdmitted) { // which the handler is not told
            Span queue = open();
            failed(queue, notAdmitted.error().type());
            queue.end();
            throw notAdmitted;
        }
    }

    /** A turn makes its plan when it begins to run. */
    private TurnRequest request() {
        Planned<TurnPlan> planned = request.planned();
        return request.planning(new Planned<>() {
            @Override
            public TurnPlan plan() {
                runs();
                return planned.plan();
            }

            @Override
            public void queued() {
                planned.queued();
            }
        });
    }

    private synchronized void runs() {
        open.end();
        String model = request.model();
        open = tracer.spanBuilder(model.isEmpty() ? "chat" : "chat " + model)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.provider.name", "anthropic")
                .setAttribute("gen_ai.request.model", model.isEmpty() ? null : model)
                .startSpan();
    }

    private synchronized Span open() {
        return open;
    }

    @Override
    public void answer(TurnStream turn) {
        Span chat = open();
        try {
            parent.with(chat).wrap(() -> handler.answer(turn)).run();
        } finally {
            if (chat.isRecording()) {
                AnswerAttributes.set(chat, turn);
            }
            if (!turn.ended()) {
                failed(chat, "_OTHER"); // the client was told why; that it has hung up may be the reason
            }
            chat.end();
        }
    }

    @Override
    public void fail(WorkException failure) {
        Span span = open();
        failed(span, failure.error().type());
        span.end(); // does nothing to a span that has ended
        handler.fail(failure);
    }

    private static void failed(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute("error.type", type);
    }
}
