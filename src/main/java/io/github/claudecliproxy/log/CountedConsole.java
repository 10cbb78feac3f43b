package io.github.claudecliproxy.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.concurrent.atomic.LongAdder;

/** Writes lines to stdout and counts them. */
public class CountedConsole extends ConsoleAppender<ILoggingEvent> {
    private final LongAdder written = new LongAdder();

    @Override
    protected void append(ILoggingEvent event) {
        super.append(event);
        written.increment();
    }

    long written() {
        return written.sum();
    }
}
