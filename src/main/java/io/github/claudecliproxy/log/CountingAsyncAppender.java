package io.github.claudecliproxy.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An appender that never blocks its caller. It drops lines for which there is no room, and reports their number as
 * soon as there is room again.
 */
public final class CountingAsyncAppender extends AsyncAppender {
    private static final int LINES = 8192;

    private static final Duration LAST_LINES = Duration.ofSeconds(1);
    private final Duration lastLines;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongAdder dropped = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private @Nullable CountedConsole console;

    public CountingAsyncAppender() {
        this(LAST_LINES);
    }

    /** One whose stop waits so long for the last lines. */
    CountingAsyncAppender(Duration lastLines) {
        this.lastLines = lastLines;
        setQueueSize(LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        super.addAppender(appender);
        console = appender instanceof CountedConsole counted ? counted : null;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
            return;
        }
        taken.increment();
        super.append(event);
        if (dropped.sum() > 0 && getRemainingCapacity() > LINES / 2) {
            Logger log = LoggerFactory.getLogger(CountingAsyncAppender.class);
            log.atWarn().addKeyValue("lines", dropped.sumThenReset()).log("LOG_DROPPED");
        }
    }

    /**
     * Waits for the last lines, and then stops. Logback interrupts its writing thread, and some servers' stdout
     * (GlassFish) drops the line that an interrupted thread is writing.
     */
    @Override
    public void stop() {
        Deadline end = Deadline.after(lastLines);
        while (isStarted() && console != null && console.written() < taken.sum() && !end.passed()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        super.stop();
    }
}
