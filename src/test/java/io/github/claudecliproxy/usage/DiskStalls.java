package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.time.Stopwatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes a byte through to the disk again and again: what takes long here takes a database just as long. */
final class DiskStalls implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "disk-stalls");
    private final Path file;
    private volatile Duration longest = Duration.ZERO;
    private volatile Stopwatch current = Stopwatch.start();

    DiskStalls() throws IOException {
        file = Files.createTempFile("disk-stalls", "");
        thread.start();
    }

    /** The longest write so far, with the one that is under way. */
    Duration longest() {
        Duration now = current.elapsed();
        return now.compareTo(longest) > 0 ? now : longest;
    }

    private void run() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            do {
                current = Stopwatch.start();
                channel.write(ByteBuffer.wrap(new byte[1]), 0);
                channel.force(true);
                longest = longest();
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        Files.delete(file);
    }
}
