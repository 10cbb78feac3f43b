package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns all CLI processes, the threads that serve them and the folders that they use. {@link #close} leaves none of them.
 *
 * <p>One thread starts all processes and lives as long as this object: the signal that ends a CLI with its parent is sent
 * when the <em>thread</em> that has started it ends, not only when the server does.
 */
public final class CliProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CliProcesses.class);
    private static final Duration START_WAIT = Duration.ofSeconds(30);

    /** A scan of all processes of the machine takes milliseconds of a core, so it must not be done for each that dies. */
    private static final Duration CLEANUP_PAUSE = Duration.ofMillis(50);

    private static final int MOST_SCANS = 5;

    private final CliSettings settings;
    private final CliCommand command;
    private final PrivateFolders folders;
    private final LoginFolder login;
    private final ThreadFactory threadFactory;
    private final ExecutorService starter;
    private final ScheduledThreadPoolExecutor reaper;
    private final Set<CliProcess> living = ConcurrentHashMap.newKeySet();
    private final Queue<CliProcess> dead = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile Deadline nextCleanup = Deadline.after(Duration.ZERO);

    public CliProcesses(CliSettings settings, ThreadFactory threadFactory) throws CliException {
        this.settings = settings;
        this.command = new CliCommand(settings);
        this.login = LoginFolder.of(settings.environment());
        this.threadFactory = threadFactory;
        try {
            this.folders = PrivateFolders.create(settings);
        } catch (IOException noFolder) {
            throw new CliException(
                    Kind.NOT_STARTED,
                    "No temporary folder could be made for the claude CLI: " + noFolder.getMessage(),
                    noFolder);
        }
        this.starter = Executors.newSingleThreadExecutor(threadFactory);
        this.reaper = new ScheduledThreadPoolExecutor(1, threadFactory);
        reaper.setRemoveOnCancelPolicy(true);
        reaper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts a process, which then waits for its first line.
     *
     * @throws CliException of kind NOT_STARTED, with the operating system's reason
     */
    public CliProcess start(Cli cli, SpawnKey key) throws CliException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(command.of(cli.executable(), key))
                .directory(folders.work().toFile());
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.ofSession(settings, folders, mark, key.betas()));
        return onStarter(() -> new CliProcess(ProcessStart.of(builder), mark, this));
    }

    private CliProcess onStarter(Callable<CliProcess> start) throws CliException {
        CompletableFuture<CliProcess> started = new CompletableFuture<>();
        try {
            starter.execute(() -> settle(started, start));
            return started.get(START_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new CliException(
                    Kind.NOT_STARTED,
                    "The claude CLI could not be started: " + Objects.toString(failed.getCause()),
                    failed);
        } catch (TimeoutException | RejectedExecutionException notNow) {
            throw new CliException(Kind.NOT_STARTED, "The claude CLI could not be started in time", notNow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException(Kind.NOT_STARTED, "Interrupted while the claude CLI was started", interrupted);
        } finally {
            started.cancel(false); // if it is still being started, nobody waits for it any more
        }
    }

    /** Either this or the waiting thread completes the future first. A process that nobody waits for is terminated. */
    private static void settle(CompletableFuture<CliProcess> started, Callable<CliProcess> start) {
        if (started.isDone()) {
            return;
        }
        try {
            CliProcess process = start.call();
            if (!started.complete(process)) {
                process.terminate();
            }
        } catch (Exception | Error failed) {
            // Errors, too: if they ended this thread, every CLI that it has started would end
            started.completeExceptionally(failed);
        }
    }

    void started(CliProcess process) {
        living.add(process);
        if (closed) { // too late to be ended by close()
            process.terminate();
        }
    }

    public int count() {
        return living.size();
    }

    /** Resident memory of all processes in bytes; 0 on systems where it is not known. */
    public long memory() {
        return living.stream().mapToLong(CliProcess::memory).sum();
    }

    /** The process is dead; its descendants may live on. Called on a thread of the JVM, which must not be kept busy. */
    void died(CliProcess process) {
        dead.add(process);
        try {
            Future<?> unused = reaper.schedule(this::cleanUp, nextCleanup.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            cleanUp();
        }
    }

    /** One scan of the machine's processes finds the descendants of all CLIs that have died since the last. */
    private void cleanUp() {
        Map<String, CliProcess> byMark = new HashMap<>();
        for (CliProcess process = dead.poll(); process != null; process = dead.poll()) {
            byMark.put(process.mark(), process);
        }
        if (!byMark.isEmpty()) {
            try {
                killAll(byMark.keySet());
                byMark.values().forEach(process -> login.removeFilesOf(process.pid()));
            } finally {
                nextCleanup = Deadline.after(CLEANUP_PAUSE);
                byMark.values().forEach(CliProcess::cleanedUp);
            }
        }
    }

    /** A child that was born during a scan is found by the next; one scan more after the last that has found any. */
    private static void killAll(Set<String> marks) {
        List<ProcessHandle> found = ProcessTree.marked(marks);
        for (int scans = 1; scans < MOST_SCANS && !found.isEmpty(); scans++) {
            found.forEach(ProcessHandle::destroyForcibly);
            found = ProcessTree.marked(marks);
        }
        found.forEach(ProcessHandle::destroyForcibly);
    }

    void forget(CliProcess process) {
        living.remove(process);
    }

    Duration grace() {
        return settings.exitGrace();
    }

    void afterGrace(Runnable action) {
        after(settings.exitGrace(), action);
    }

    void after(Duration time, Runnable action) {
        try {
            Future<?> unused = reaper.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            action.run();
        }
    }

    void readerThread(String name, Runnable reader) {
        Thread thread = threadFactory.newThread(reader);
        thread.setName(name);
        thread.start();
    }

    /** What is wrong with the folder in which processes run, in words that anyone may read. */
    public Optional<String> folderProblem() {
        return PrivateFolders.isUsable(folders.work())
                ? Optional.empty()
                : Optional.of(
                        settings.workdir().isPresent()
                                ? "CLAUDE_PROXY_WORKDIR is no longer a folder that the proxy's user may read and enter;"
                                        + " make it one"
                                : "The folder in which the claude CLI runs is gone; restart the proxy");
    }

    /** Ends all processes and waits for them, then ends the threads and deletes the folders. Takes a few seconds at most. */
    @Override
    public void close() {
        closed = true;
        List<CliProcess> last = List.copyOf(living);
        last.forEach(CliProcess::terminate);
        last.forEach(CliProcess::close);
        end(starter);
        end(reaper);
        try {
            folders.delete();
        } catch (IOException left) {
            LOG.atWarn().addKeyValue("error", left.toString()).log("ERR");
        }
    }

    /** Ends an executor and waits a moment for its threads: servers complain about threads that an application leaves. */
    public static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                return; // its threads are interrupted, and are daemons
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
