package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.ApiWords;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running CLI: lines in, lines out, and a certain end.
 *
 * <p>{@link #write}, {@link #next} and {@link #close} belong to the turn's thread. {@link #terminate} may come from any
 * thread at any time; it never blocks, and a blocked write or wait of the turn's thread ends soon after it.
 */
public final class CliProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CliProcess.class);
    /** Longer than any line that carries one block of an answer; a longer one is skipped. */
    private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;
    /** Beyond SIGKILL and the sweep of descendants: what the kernel may take to bury a process. */
    private static final Duration BURIAL = Duration.ofSeconds(5);

    /** For its stderr, once the process itself has ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Process process;
    private final String mark;
    private final CliProcesses owner;
    private final LineBuffer lines = new LineBuffer();
    private final StderrTail stderr = new StderrTail();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Void> spoken = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    CliProcess(Process process, String mark, CliProcesses owner) {
        this.process = process;
        this.mark = mark;
        this.owner = owner;
        owner.begun(this);
        // also when the JVM had no thread to tell of the end
        CompletableFuture<Process> unused = process.onExit().whenComplete((ended, untold) -> owner.died(this));
        try {
            owner.readerThread("cli-stdout-" + process.pid(), this::readLines);
            owner.readerThread("cli-stderr-" + process.pid(), () -> stderr.drain(process.getErrorStream()));
        } catch (RuntimeException | Error noThread) {
            stopNow();
            throw noThread;
        }
    }

    /**
     * Sends lines, all in one write, so that the process finds them together.
     *
     * @throws CliException of kind EXITED when the process no longer reads
     */
    public void write(List<byte[]> lines) throws CliException {
        OutputStream stdin = process.getOutputStream();
        try {
            for (byte[] line : lines) {
                stdin.write(line);
                stdin.write('\n');
            }
            stdin.flush();
        } catch (IOException closed) {
            throw exited();
        }
    }

    /**
     * The next line of stdout, or empty when none came within {@code wait}.
     *
     * @throws CliException of kind EXITED when the process has ended and every line was read
     */
    public Optional<byte[]> next(Duration wait) throws CliException, InterruptedException {
        Optional<byte[]> line = lines.poll(wait);
        if (line.isEmpty() && lines.ended()) {
            throw exited();
        }
        return line;
    }

    /** Ends the wait for the next line, of whoever waits now or will wait next. From any thread. */
    public void wake() {
        lines.wake();
    }

    /** Runs the action after the grace that a process has to end, unless the server stops before. */
    public void afterGrace(Runnable action) {
        owner.afterGrace(action);
    }

    /** A turn begins: what the API said before is no part of it, nor is a wake that was meant for the turn before. */
    public void startAgain() {
        lines.forgetWake();
        stderr.startAgain();
    }

    /** The API's last error of this turn, in its own words, if the CLI prints them within {@code limit}. */
    public Optional<ApiWords> apiWords(Duration limit) throws InterruptedException {
        return stderr.apiWords(limit);
    }

    /** Resident memory, bytes; 0 where the system does not tell. */
    public long memory() {
        return ProcessTree.memory(process.pid());
    }

    /** Asks the process to end (SIGTERM), and makes it and its descendants end when it has not within the grace. */
    public void terminate() {
        if (ending.compareAndSet(false, true)) {
            lines.close();
            // the handle, because Process.destroy() also closes the pipes and so waits for a writer that is stuck in
            // one
            process.toHandle().destroy();
            owner.afterGrace(this::kill);
        }
    }

    /**
     * Ends the process this instant (SIGKILL), as it would go on by itself otherwise; what it has started is swept up
     * once it is dead. Lines already written stay readable.
     */
    public void stopNow() {
        process.toHandle().destroyForcibly();
    }

    /** Makes the process and its descendants end (SIGKILL). */
    private void kill() {
        if (process.isAlive()) {
            try {
                ProcessTree.descendants(process.toHandle(), mark).forEach(ProcessHandle::destroyForcibly);
            } finally {
                process.toHandle().destroyForcibly();
            }
        }
    }

    /** Ends the process and waits until it and its descendants are gone; the wait has a limit. */
    @Override
    public void close() {
        terminate();
        try {
            gone.get(owner.grace().plus(BURIAL).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.atError()
                    .addKeyValue("pid", process.pid())
                    .addKeyValue("error", "the CLI's process did not end")
                    .log("ERR");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the first line of stdout, and is cancelled when there will be none. */
    public CompletableFuture<Void> spoken() {
        return spoken;
    }

    public boolean isAlive() {
        return process.isAlive() && !ending.get() && !lines.ended();
    }

    public CompletableFuture<Void> gone() {
        return gone;
    }

    public long pid() {
        return process.pid();
    }

    String mark() {
        return mark;
    }

    /** The process is dead, and what it has left is ended: that also ends its pipes. */
    void buried() {
        owner.ended(this);
        gone.complete(null);
    }

    private void readLines() {
        LineReader reader = new LineReader(process.getInputStream(), MAX_LINE_BYTES);
        try {
            List<byte[]> together = next(reader);
            while (!together.isEmpty() && lines.put(together)) {
                spoken.complete(null);
                together = next(reader);
            }
        } catch (IOException closed) {
            // the process was ended while we read
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lines.close();
            spoken.cancel(false);
            if (reader.skipped() > 0) {
                LOG.atWarn().addKeyValue("skippedLines", reader.skipped()).log("CLI_OUTPUT");
            }
        }
    }

    /** The next line and those that came with it; empty at the end. */
    private static List<byte[]> next(LineReader reader) throws IOException {
        List<byte[]> together = new ArrayList<>();
        do {
            Optional<byte[]> line = reader.next();
            if (line.isEmpty()) {
                return together;
            }
            together.add(line.orElseThrow());
        } while (reader.ready());
        return together;
    }

    private CliException exited() {
        String status = "was ended";
        try {
            if (!ending.get() && process.waitFor(owner.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                status = "ended with exit status " + process.exitValue();
            } else if (!ending.get()) {
                status = "closed its output without ending";
            }
            if (!ending.get()) {
                stderr.awaitEnd(LAST_WORDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new CliException(Kind.EXITED, "The claude CLI " + status + " before it had answered", stderr.text());
    }
}
