package io.github.claudecliproxy.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Jakarta EE server that runs the packaged WAR: its HTTP, its log, its threads and its process. */
final class RunningServer implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(1);
    static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Pattern LOG_LINE = Pattern.compile("\\{\"ts\":.*}");
    private static final String OUR_THREADS = "claude-cli-prox"; // the kernel keeps 15 characters of a name
    private static final String A_CLASS_WITH_CONSTANTS = "io.github.claudecliproxy.config.Setting";

    private final Distribution distribution;
    private final Site site;
    private final GatedCli cli;
    private final ScriptedApi api;
    private final Path log;
    private final Process process;

    /** Starts it, and returns when it answers anything. */
    RunningServer(Distribution distribution, Site site, GatedCli cli, ScriptedApi api) throws IOException {
        this.distribution = distribution;
        this.site = site;
        this.cli = cli;
        this.api = api;
        this.log = distribution.log(site);
        distribution.configure(site);
        ProcessBuilder builder = new ProcessBuilder(distribution.command(site))
                .directory(site.base().toFile())
                .redirectErrorStream(true)
                .redirectOutput(site.base().resolveSibling("log").toFile());
        builder.environment().clear();
        builder.environment().putAll(site.environment());
        builder.environment().putAll(distribution.environment(site));
        this.process = builder.start();
        await().atMost(START_LIMIT).until(() -> status("") > 0 || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the server did not start, see " + log);
        }
    }

    GatedCli cli() {
        return cli;
    }

    /** What the real CLI talks to. */
    ScriptedApi api() {
        return api;
    }

    boolean takesParameters() {
        return distribution.takesParameters();
    }

    /** The version of its Java. */
    String java() throws IOException {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(site.javaHome().resolve("release"))) {
            release.load(reader);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    boolean redeploys() {
        return distribution.redeploys();
    }

    boolean managesThreads() {
        return distribution.managesThreads();
    }

    boolean drainsAtItsEnd() {
        return distribution.drainsAtItsEnd();
    }

    /** Copies of the application's classes that the server keeps by itself. */
    long copiesThatItKeeps() throws IOException {
        String left = distribution.threadLeftBehind();
        long threads = left.isEmpty()
                ? 0
                : threadNames().stream().filter(name -> name.startsWith(left)).count();
        return distribution.copiesThatItKeeps() + threads;
    }

    /** Keeps a figure for the table of servers. */
    void note(String what, String figure) throws IOException {
        Files.writeString(site.base().resolveSibling("note." + what), figure);
    }

    Http http(String context) {
        return new Http("http://127.0.0.1:" + site.port() + context);
    }

    int port() {
        return site.port();
    }

    /** Deploys the packaged file itself, and returns when it is healthy. */
    void deploy(String context, Map<String, String> parameters) throws IOException, InterruptedException {
        int before = logged("STARTED").size();
        distribution.deploy(site, LaunchedProxy.WAR, context, parameters);
        awaitStart(context, before);
    }

    /** Puts the file over the one that runs, which makes most servers deploy it anew; returns at once. */
    void replace(String context) throws IOException, InterruptedException {
        distribution.deploy(site, LaunchedProxy.WAR, context, Map.of());
    }

    /** Waits for one more start than there were, and for its health. */
    void awaitStart(String context, int before) {
        await().atMost(START_LIMIT)
                .until(() -> logged("STARTED").size() > before && status(context + "/health") == 200);
    }

    /** Undeploys one of several applications, and returns when it no longer answers. */
    void remove(String context) throws IOException, InterruptedException {
        distribution.undeploy(site, context);
        await().atMost(LIMIT).until(() -> status(context + "/health") != 200);
    }

    /** Undeploys the only application, and returns when it has stopped. */
    void undeploy(String context) throws IOException, InterruptedException {
        remove(context);
        await().atMost(LIMIT).until(() -> ownThreads() == 0);
    }

    /** The status of a GET, or -1 when nobody answers. */
    int status(String path) throws InterruptedException {
        try {
            return http(path.isEmpty() ? "/" : path).get("").statusCode();
        } catch (IOException nobody) {
            return -1;
        }
    }

    /** Lines of the proxy's log with this message, as the server's log has them. */
    List<JsonNode> logged(String message) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        Matcher line = LOG_LINE.matcher(new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
        while (line.find()) {
            JsonNode event = JsonText.parse(line.group());
            if (event.path("msg").asText().equals(message)) {
                lines.add(event);
            }
        }
        return lines;
    }

    /** All threads of the server's process. */
    int threads() throws IOException {
        return threadNames().size();
    }

    /** Threads that the proxy has started. */
    long ownThreads() throws IOException {
        return threadNames().stream()
                .filter(name -> name.startsWith(OUR_THREADS))
                .count();
    }

    private List<String> threadNames() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + jvm().pid() + "/task"))) {
            for (Path task : tasks) {
                names.add(name(task));
            }
        }
        return names;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    /** How often the application's classes are in memory after a garbage collection. */
    long classCopies() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        site.javaHome().resolve("bin/jcmd").toString(), "" + jvm().pid(), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(histogram);
        }
        return histogram
                .lines()
                .filter(line -> line.strip().endsWith(" " + A_CLASS_WITH_CONSTANTS))
                .count();
    }

    /** The server itself: start scripts, and an administration tool, may stand above it. */
    private ProcessHandle jvm() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all.stream()
                .filter(RunningServer::isJava)
                .filter(handle -> handle.children().noneMatch(RunningServer::isJava))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isJava(ProcessHandle handle) {
        return handle.info().command().orElse("").endsWith("/java");
    }

    /** Asks it to end, as the system does. */
    void terminate() {
        jvm().destroy();
    }

    /** Returns when nothing of it runs any more. */
    void awaitEnd() {
        process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Ends it if it still runs. */
    @Override
    public void close() {
        api.close();
        if (process.isAlive()) {
            List<ProcessHandle> all = process.descendants().toList();
            terminate();
            try {
                awaitEnd();
            } finally {
                all.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
