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
 * One process of the CLI: takes lines, prints lines, and is sure to end.
 *
 * <p>{@link #write}, {@link #next} and {@link #close} are for the turn's thread. {@link #terminate} may be called from any
 * thread at any time. It never blocks, and soon ends a write or wait in which the turn's thread is blocked.
 */
public final class CliProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CliProcess.class);

    /** Longer than any line with a block of an answer. Longer lines are skipped. */
    private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;

    /** What the kernel may need to remove a process after SIGKILL, and {@link CliProcesses} to kill its descendants. */
    private static final Duration BURIAL = Duration.ofSeconds(5);

    /** How long the rest of stderr may come after the end of the process. */
    private static final Duration STDERR_WAIT = Duration.ofSeconds(1);

    private final Process process;
    private final String mark;
    private final CliProcesses owner;
    private final LineBuffer lines = new LineBuffer();
    private final StderrTail stderr = new StderrTail();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    CliProcess(Process process, String mark, CliProcesses owner) {
        this.process = process;
        this.mark = mark;
        this.owner = owner;
        owner.started(this);
        // whenComplete, not thenRun: the future fails when the JVM has no thread that waits for the end
        CompletableFuture<Process> unused = process.onExit().whenComplete((ended, failed) -> owner.died(this));
        try {
            owner.readerThread("cli-stdout-" + process.pid(), this::readLines);
            owner.readerThread("cli-stderr-" + process.pid(), () -> stderr.drain(process.getErrorStream()));
        } catch (RuntimeException | Error noThread) {
            kill();
            throw noThread;
        }
    }

    /**
     * Sends lines in one write, so that the process reads them together.
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
     * The next line of stdout; empty when none came within {@code wait}.
     *
     * @throws CliException of kind EXITED when the process has ended and every line has been returned
     */
    public Optional<byte[]> next(Duration wait) throws CliException, InterruptedException {
        Optional<byte[]> line = lines.poll(wait);
        if (line.isEmpty() && lines.ended()) {
            throw exited();
        }
        return line;
    }

    /** Ends the current wait for a line, or else the next one. From any thread. */
    public void wake() {
        lines.wake();
    }

    /** Runs the action after the time that a process has between SIGTERM and SIGKILL, or at once if the server stops. */
    public void afterGrace(Runnable action) {
        owner.afterGrace(action);
    }

    /** Runs the action after a time, or at once if the server stops. */
    public void after(Duration time, Runnable action) {
        owner.after(time, action);
    }

    /** A turn begins: forgets the API's words in the turn before, and a wake that came too late for it. */
    public void startAgain() {
        lines.forgetWake();
        stderr.startAgain();
    }

    /** The API's words about the last error of this turn, if the CLI prints them within {@code limit}. */
    public Optional<ApiWords> apiWords(Duration limit) throws InterruptedException {
        return stderr.apiWords(limit);
    }

    /** Resident memory in bytes; 0 on systems where it is not known. */
    public long memory() {
        return ProcessTree.memory(process.pid());
    }

    /** Sends SIGTERM, and kills the process and its descendants if it has not ended after the grace. Idempotent. */
    public void terminate() {
        if (ending.compareAndSet(false, true)) {
            lines.close();
            // by its handle: Process.destroy() also closes the pipes, and for that waits for a writer blocked in one
            process.toHandle().destroy();
            owner.afterGrace(this::killTree);
        }
    }

    /**
     * Kills the process at once. {@link CliProcesses} kills its descendants once it is dead. Lines that it has printed stay
     * readable.
     */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    private void killTree() {
        if (process.isAlive()) {
            try {
                ProcessTree.descendants(process.toHandle(), mark).forEach(ProcessHandle::destroyForcibly);
            } finally {
                process.toHandle().destroyForcibly();
            }
        }
    }

    /** Terminates the process and waits until it and its descendants are gone, some seconds at most. */
    @Override
    public void close() {
        terminate();
        try {
            gone.get(owner.grace().plus(BURIAL).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.atError()
                    .addKeyValue("pid", process.pid())
                    .addKeyValue("error", "the claude process did not end after SIGKILL")
                    .log("ERR");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive() && !ending.get() && !lines.ended();
    }

    /** Completes when the process and its descendants are gone. */
    public CompletableFuture<Void> gone() {
        return gone;
    }

    public long pid() {
        return process.pid();
    }

    String mark() {
        return mark;
    }

    /** The process is dead, and its descendants have been killed, so no pipe of it stays open. */
    void cleanedUp() {
        owner.forget(this);
        gone.complete(null);
    }

    private void readLines() {
        LineReader reader = new LineReader(process.getInputStream(), MAX_LINE_BYTES);
        try {
            List<byte[]> together = next(reader);
            while (!together.isEmpty() && lines.put(together)) {
                together = next(reader);
            }
        } catch (IOException closed) {
            // the process was terminated during the read
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lines.close();
            if (reader.skipped() > 0) {
                LOG.atWarn().addKeyValue("skippedLines", reader.skipped()).log("CLI_OUTPUT");
            }
        }
    }

    /** The next line and those that came with it; empty at the end of the stream. */
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
        String status = "was terminated";
        try {
            if (!ending.get() && process.waitFor(owner.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                status = "ended with exit status " + process.exitValue();
            } else if (!ending.get()) {
                status = "closed its output without ending";
            }
            if (!ending.get()) {
                stderr.awaitEnd(STDERR_WAIT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new CliException(Kind.EXITED, "The claude CLI " + status + " before it had answered", stderr.text());
    }
}
