package io.github.claudecliproxy.cli.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a stream of bytes into lines, whatever the bytes are. A line longer than the limit is skipped whole and counted,
 * so that no output of a process can fill our memory. For one thread.
 */
final class LineReader {
    private static final int CHUNK = 64 * 1024;

    private final InputStream in;
    private final int maxLine;
    private final byte[] chunk = new byte[CHUNK];
    private int position;
    private int limit;
    private int skipped;

    LineReader(InputStream in, int maxLine) {
        this.in = in;
        this.maxLine = maxLine;
    }

    /** The next line without its line feed; a last one without line feed counts. Empty at the end of the stream. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        while (position < limit || fill()) {
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            tooLong |= line.size() + end - position > maxLine;
            if (!tooLong) {
                line.write(chunk, position, end - position);
            }
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete && !tooLong) {
                return Optional.of(line.toByteArray());
            }
            if (complete) {
                skipped++;
                tooLong = false;
                line.reset();
            }
        }
        if (tooLong) {
            skipped++;
            return Optional.empty();
        }
        return line.size() > 0 ? Optional.of(line.toByteArray()) : Optional.empty();
    }

    /** Whether the next line is here already, so that {@link #next()} will not wait. */
    boolean ready() {
        for (int i = position; i < limit; i++) {
            if (chunk[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** How many lines were too long. */
    int skipped() {
        return skipped;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(chunk));
        return limit > 0;
    }
}
