package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.work.WorkException;
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
        named(request)
                .addKeyValue("reqId", request.id())
                .addKeyValue("priority", priority(request))
                .addKeyValue("active", stats.active())
                .addKeyValue("queued", stats.queued())
                .log("QUEUED");
    }

    static void exec(TurnRequest request, DispatchStats stats) {
        named(request)
                .addKeyValue("reqId", request.id())
                .addKeyValue("model", request.model())
                .addKeyValue("priority", priority(request))
                .addKeyValue("promptLen", request.promptChars())
                .addKeyValue("active", stats.active())
                .addKeyValue("queued", stats.queued())
                .log("EXEC");
    }

    private static LoggingEventBuilder named(TurnRequest request) {
        LoggingEventBuilder line = LOG.atInfo();
        return request.key().isEmpty() ? line : line.addKeyValue("key", request.key());
    }

    static void settled(String id, TurnSummary turn, @Nullable WorkException failure) {
        LoggingEventBuilder line = failure == null ? LOG.atInfo().addKeyValue("reqId", id) : failure(id, failure);
        line = line.addKeyValue("model", turn.model());
        if (!turn.key().isEmpty()) {
            line = line.addKeyValue("key", turn.key());
        }
        line = line.addKeyValue("queuedMs", turn.queued().toMillis())
                .addKeyValue("elapsedMs", turn.ran().toMillis());
        if (turn.firstToken().isPresent()) {
            line = line.addKeyValue(
                    "firstTokenMs", turn.firstToken().orElseThrow().toMillis());
        }
        used(line, turn).log(failure == null ? "RES" : failure.logEvent());
    }

    private static LoggingEventBuilder used(LoggingEventBuilder line, TurnSummary turn) {
        TokenCounts tokens = turn.tokens();
        if (tokens.equals(TokenCounts.NONE)) {
            return line;
        }
        return line.addKeyValue("chars", turn.chars())
                .addKeyValue("inputTokens", tokens.input())
                .addKeyValue("outputTokens", tokens.output())
                .addKeyValue("cacheReadTokens", tokens.cacheRead())
                .addKeyValue("cacheWrite5mTokens", tokens.cacheWrite5m())
                .addKeyValue("cacheWrite1hTokens", tokens.cacheWrite1h());
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
