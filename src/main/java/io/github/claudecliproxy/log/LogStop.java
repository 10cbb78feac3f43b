package io.github.claudecliproxy.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Ends the logging. It is asynchronous: only a stop writes its last lines and ends its thread. */
public final class LogStop {
    private LogStop() {}

    /** Does nothing where logging is the server's own and goes on without us. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback
                && LoggerContext.class.getClassLoader().equals(LogStop.class.getClassLoader())) {
            logback.stop();
        }
    }
}
