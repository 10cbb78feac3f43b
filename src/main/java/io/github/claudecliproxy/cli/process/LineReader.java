package io.github.claudecliproxy.cli.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Splits a stream of bytes into lines, whatever the bytes are. Lines longer than the limit are skipped and counted, so that
 * no process can fill the memory with its output. For one thread.
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

    /** The next line without its line feed, which the last line need not have. Empty at the end of the stream. */
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

    /** Whether the next line has been read already, so that {@link #next()} does not block. */
    boolean ready() {
        for (int i = position; i < limit; i++) {
            if (chunk[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** How many lines were skipped because they were too long. */
    int skipped() {
        return skipped;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(chunk));
        return limit > 0;
    }
}
