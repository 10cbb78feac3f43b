package io.github.claudecliproxy.cli.protocol;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what kinds of lines one process prints, and never their content. For the turn's thread.
 *
 * <p>At debug level, which is off by default, the type of every line. Of lines that are no JSON the first, the tenth, the
 * hundredth and so on as a warning: a process that prints nothing else must not flood the log.
 */
public final class LineLog {
    private static final Logger LOG = LoggerFactory.getLogger(LineLog.class);
    private static final int STEP = 10;

    private final long pid;
    private long unparsable;
    private long nextLogged = 1;

    public LineLog(long pid) {
        this.pid = pid;
    }

    /** A line of this type and subtype was read. */
    void read(String type, String subtype) {
        LOG.atDebug()
                .addKeyValue("pid", pid)
                .addKeyValue("type", type)
                .addKeyValue("subtype", subtype)
                .log("CLI_LINE");
    }

    /** A line was read that is no JSON. */
    void unparsable(byte[] line) {
        unparsable++;
        if (unparsable == nextLogged) {
            nextLogged *= STEP;
            LOG.atWarn()
                    .addKeyValue("lines", unparsable)
                    .addKeyValue("bytes", line.length)
                    .log("CLI_OUTPUT");
        }
    }
}
