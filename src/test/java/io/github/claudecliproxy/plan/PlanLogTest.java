package io.github.claudecliproxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PlanLogTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(PlanLog.class);
    private static final Instant RESET = Instant.parse("2026-11-27T10:00:00Z");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final PlanLog log = new PlanLog();

    @BeforeEach
    void listen() {
        lines.start();
        LOGGER.addAppender(lines);
    }

    @AfterEach
    void leave() {
        LOGGER.detachAppender(lines);
    }

    @Test
    void told_warning_isLoggedOnceUntilTheReset() {
        warn("five_hour", 0.91, RESET);
        warn("five_hour", 0.92, RESET);
        warn("seven_day", 0.75, RESET);
        warn("five_hour", 0.9, RESET.plusSeconds(18_000));

        assertThat(lines.list).hasSize(3).allMatch(line -> line.getLevel() == Level.WARN);
        assertThat(lines.list.get(0).getMessage()).isEqualTo("PLAN");
        assertThat(lines.list.get(0).getKeyValuePairs())
                .extracting(Object::toString)
                .contains("window=\"five_hour\"", "utilization=\"0.91\"", "resetsAt=\"2026-11-27T10:00:00Z\"");
    }

    @Test
    void told_nothingToWarnOf_isNotLogged() {
        log.told(new PlanWindow("five_hour", "allowed", 0.5, RESET, false));

        assertThat(lines.list).isEmpty();
    }

    private void warn(String type, double utilization, Instant resetsAt) {
        log.told(new PlanWindow(type, "allowed_warning", utilization, resetsAt, false));
    }
}
