package io.github.claudecliproxy.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Events that carry the time of their writing, and how long each was under way. Thread-safe. */
final class DelayLines implements HttpConnection.Lines {
    private static final double MICROS_A_MILLI = 1000.0;

    private final String before;
    private final Sample delays = new Sample();

    /**
     * Looks for events of one form.
     *
     * @param before what stands before the time in an event's line
     */
    DelayLines(String before) {
        this.before = before;
    }

    @Override
    public void line(String line) {
        int at = line.indexOf(before);
        if (at >= 0) {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            int begin = at + before.length();
            long written = Long.parseLong(line.substring(begin, line.indexOf('"', begin)));
            delays.addMillis((now - written) / MICROS_A_MILLI);
        }
    }

    Sample delays() {
        return delays;
    }
}
