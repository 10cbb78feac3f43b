package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of a turn: sizes, times and names, never a prompt, an answer or a key. */
public final class TurnLog {
    private static final Logger LOG = LoggerFactory.getLogger(TurnLog.class);

    private TurnLog() {}

    static void queued(TurnRequest request, DispatchStats stats) {
        LOG.atInfo()
                .addKeyValue("reqId", request.id())
                .addKeyValue("priority", priority(request))
                .addKeyValue("active", stats.active())
                .addKeyValue("queued", stats.queued())
                .log("QUEUED");
    }

    static void exec(TurnRequest request, DispatchStats stats) {
        LoggingEventBuilder line = LOG.atInfo();
        if (!request.key().isEmpty()) {
            line = line.addKeyValue("key", request.key());
        }
        line.addKeyValue("reqId", request.id())
                .addKeyValue("model", request.model())
                .addKeyValue("priority", priority(request))
                .addKeyValue("promptLen", request.promptChars())
                .addKeyValue("active", stats.active())
                .addKeyValue("queued", stats.queued())
                .log("EXEC");
    }

    static void settled(TurnRequest request, Duration ran, Usage usage, @Nullable WorkException failure) {
        if (failure == null) {
            LOG.atInfo()
                    .addKeyValue("reqId", request.id())
                    .addKeyValue("elapsedMs", ran.toMillis())
                    .addKeyValue("chars", usage.chars())
                    .addKeyValue("inputTokens", usage.inputTokens())
                    .addKeyValue("outputTokens", usage.outputTokens())
                    .log("RES");
            return;
        }
        failure(request.id(), failure).addKeyValue("elapsedMs", ran.toMillis()).log(failure.logEvent());
    }

    /** Work that is no turn has failed. */
    public static void failed(String id, WorkException failure) {
        failure(id, failure).log(failure.logEvent());
    }

    private static LoggingEventBuilder failure(String id, WorkException failure) {
        LoggingEventBuilder line = LOG.atLevel(level(failure.logEvent()));
        if (!failure.reason().isEmpty()) {
            line = line.addKeyValue("reason", failure.reason());
        }
        return line.addKeyValue("reqId", id)
                .addKeyValue("status", failure.error().status())
                .addKeyValue("error", failure.error().type());
    }

    public static void fault(String id, Throwable fault) {
        LOG.atError()
                .addKeyValue("reqId", id)
                .addKeyValue("error", fault.toString())
                .setCause(fault)
                .log("ERR");
    }

    private static Level level(String event) {
        return switch (event) {
            case "CANCELLED" -> Level.INFO;
            case "PROC_FAIL", "ERR" -> Level.ERROR;
            default -> Level.WARN;
        };
    }

    private static String priority(TurnRequest request) {
        return request.priority().name().toLowerCase(java.util.Locale.ROOT);
    }
}
