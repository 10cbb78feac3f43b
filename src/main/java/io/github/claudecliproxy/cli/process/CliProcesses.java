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
 * Owns every CLI process, the threads that serve them and the folders they use. {@link #close} leaves none of them.
 *
 * <p>Processes are started by one thread that lives as long as this object: the parent-death signal that ends a CLI
 * with its server is sent when the <em>thread</em> that started it ends.
 */
public final class CliProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CliProcesses.class);
    private static final Duration START_WAIT = Duration.ofSeconds(30);
    /** A look at all the machine's processes takes milliseconds of a core, which must not grow with how many die. */
    private static final Duration BURIAL_PAUSE = Duration.ofMillis(50);

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
    private volatile Deadline nextBurial = Deadline.after(Duration.ZERO);

    public CliProcesses(CliSettings settings, ThreadFactory threadFactory) throws CliException {
        this.settings = settings;
        this.command = new CliCommand(settings);
        this.login = LoginFolder.of(settings.environment());
        this.threadFactory = threadFactory;
        try {
            this.folders = PrivateFolders.create(settings);
        } catch (IOException noFolder) {
            throw new CliException(
                    Kind.NOT_STARTED, "No temporary folder for the claude CLI: " + noFolder.getMessage(), noFolder);
        }
        this.starter = Executors.newSingleThreadExecutor(threadFactory);
        this.reaper = new ScheduledThreadPoolExecutor(1, threadFactory);
        reaper.setRemoveOnCancelPolicy(true);
        reaper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts a process that waits for its first line.
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
            started.cancel(false); // whoever waits no longer wants no process
        }
    }

    /** Whoever completes first decides: a process that nobody waits for any more is ended at once. */
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
            // an Error, too: with this thread every CLI that it has started would end
            started.completeExceptionally(failed);
        }
    }

    void begun(CliProcess process) {
        living.add(process);
        if (closed) { // it came too late to be ended with the others
            process.terminate();
        }
    }

    /** How many CLI processes live. */
    public int count() {
        return living.size();
    }

    /** Its descendants are not, for certain. Told on the JVM's own thread, which must stay free. */
    void died(CliProcess process) {
        dead.add(process);
        try {
            Future<?> unused = reaper.schedule(this::bury, nextBurial.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            bury();
        }
    }

    /** One look at the machine's processes serves all that have died since the last. */
    private void bury() {
        Map<String, CliProcess> byMark = new HashMap<>();
        for (CliProcess process = dead.poll(); process != null; process = dead.poll()) {
            byMark.put(process.mark(), process);
        }
        if (!byMark.isEmpty()) {
            try {
                ProcessTree.marked(byMark.keySet()).forEach(ProcessHandle::destroyForcibly);
                byMark.values().forEach(process -> login.removeFilesOf(process.pid()));
            } finally {
                nextBurial = Deadline.after(BURIAL_PAUSE);
                byMark.values().forEach(CliProcess::buried);
            }
        }
    }

    void ended(CliProcess process) {
        living.remove(process);
    }

    Duration grace() {
        return settings.exitGrace();
    }

    void afterGrace(Runnable action) {
        try {
            Future<?> unused = reaper.schedule(action, settings.exitGrace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            action.run();
        }
    }

    /** Ends a process that is not so far within the start limit. */
    public void endUnless(CliProcess process, CompletableFuture<Void> soFar) {
        try {
            Future<?> unused = reaper.schedule(
                    () -> {
                        if (!soFar.isDone()) {
                            process.terminate();
                        }
                    },
                    settings.startLimit().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            process.terminate();
        }
    }

    void readerThread(String name, Runnable reader) {
        Thread thread = threadFactory.newThread(reader);
        thread.setName(name);
        thread.start();
    }

    /** Ends every process and waits for it, then the threads, then the folders. Waits a few seconds at most. */
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

    /** Ends an executor and its threads, for which it waits a moment: a server looks for those that an application leaves. */
    public static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                return; // it is interrupted, and its threads are daemons
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
