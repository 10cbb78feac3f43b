package io.github.claudecliproxy.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.metrics.MetricsReport;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusedCallersTest {
    private static final Connection SOMEBODY = new Connection("203.0.113.9", 1, "127.0.0.1", 2);

    private final Metrics metrics = new Metrics();
    private final AtomicLong now = new AtomicLong();
    private final RefusedCallers refused = new RefusedCallers(metrics, now::get);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(RefusedCallers.class);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void close() {
        log.detachAppender(lines);
        metrics.close();
    }

    @Test
    void unauthorized_flood_isCountedAndLoggedOnceInAWhile() {
        for (int i = 0; i < 1000; i++) {
            refused.unauthorized(SOMEBODY);
        }
        assertThat(lines.list).hasSize(1);

        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        refused.unauthorized(SOMEBODY);
        refused.forbidden();

        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getKeyValuePairs().toString()).contains("attempts=\"1000\"", "203.0.113.9");
        assertThat(metrics.report(new MetricsReport.SessionsNow(0, 0, 0, 0)).access())
                .isEqualTo(new MetricsReport.Access(1001, 1, 0));
    }

    @Test
    void limited_flood_isCountedAndLoggedOnceInAWhile() {
        for (int i = 0; i < 1000; i++) {
            refused.limited("ci", "concurrent=2");
        }
        refused.unauthorized(SOMEBODY); // has lines of its own

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("LIMITED", "UNAUTHORIZED");
        assertThat(lines.list.get(0).getKeyValuePairs().toString()).contains("key=\"ci\"", "limit=\"concurrent=2\"");
        assertThat(metrics.report(new MetricsReport.SessionsNow(0, 0, 0, 0)).access())
                .isEqualTo(new MetricsReport.Access(1, 0, 1000));
    }
}
