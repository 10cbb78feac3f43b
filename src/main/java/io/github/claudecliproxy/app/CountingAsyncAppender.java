package io.github.claudecliproxy.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An appender that never makes its caller wait: what finds no room is dropped, and said as soon as there is room. */
public final class CountingAsyncAppender extends AsyncAppender {
    private static final int LINES = 8192;

    private final LongAdder dropped = new LongAdder();

    public CountingAsyncAppender() {
        setQueueSize(LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
            return;
        }
        super.append(event);
        if (dropped.sum() > 0 && getRemainingCapacity() > LINES / 2) {
            Logger log = LoggerFactory.getLogger(CountingAsyncAppender.class);
            log.atWarn().addKeyValue("lines", dropped.sumThenReset()).log("LOG_DROPPED");
        }
    }
}
