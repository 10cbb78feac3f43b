package io.github.claudecliproxy.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Stops logging. Because logging is asynchronous, only this writes the last lines and ends its thread. */
public final class LogStop {
    private LogStop() {}

    /** Does nothing where the server itself provides the logging. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback
                && LoggerContext.class.getClassLoader().equals(LogStop.class.getClassLoader())) {
            logback.stop();
        }
    }
}
