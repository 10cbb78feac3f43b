package io.github.claudecliproxy.cli.protocol;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of one process's output that are no JSON. The first is logged, then the tenth, the hundredth and so on: a process
 * that writes nothing else must not drown the log. For the turn's thread.
 */
public final class UnparsableLines {
    private static final Logger LOG = LoggerFactory.getLogger(UnparsableLines.class);
    private static final int STEP = 10;

    private long lines;
    private long next = 1;

    /** Another one. */
    void add(byte[] line) {
        lines++;
        if (lines == next) {
            next *= STEP;
            LOG.atWarn()
                    .addKeyValue("lines", lines)
                    .addKeyValue("bytes", line.length)
                    .log("CLI_OUTPUT");
        }
    }
}
