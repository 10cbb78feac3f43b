package io.github.claudecliproxy.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server from the machine's packages, with an empty cluster, on a free loopback port. It refuses to run as root;
 * then it runs as nobody. Its tests have the tag {@code postgres}, and fail on a machine without it.
 */
public final class PostgresUnderTest implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String USER = "nobody";

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process server;

    public PostgresUnderTest() throws IOException {
        this.programs = programs();
        this.folder = Files.createTempDirectory("postgres-under-test");
        this.port = freePort();
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        run("initdb", "--auth=trust", "--username=ledger", "--no-sync", "-D", data());
        this.server = startServer();
    }

    private static Path programs() throws IOException {
        List<Path> found = new ArrayList<>();
        Path all = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(all)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(all)) {
                versions.forEach(version -> found.add(version.resolve("bin")));
            }
        }
        return found.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
                .max(Comparator.naturalOrder())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "this test needs PostgreSQL: install the package postgresql, or leave out the profile browser"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Process startServer() throws IOException {
        Process started = start(
                "postgres",
                "-D",
                data(),
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-k",
                folder.toString(),
                "-c",
                "fsync=off");
        await().atMost(LIMIT).until(() -> !started.isAlive() || answers());
        if (!started.isAlive()) {
            throw new IOException("postgres ended: " + Files.readString(log()));
        }
        return started;
    }

    private void run(String program, String... arguments) throws IOException {
        int status = status(program, arguments);
        if (status != 0) {
            throw new IOException(program + " ended with " + status + ": " + Files.readString(log()));
        }
    }

    private int status(String program, String... arguments) throws IOException {
        return start(program, arguments)
                .onExit()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    private boolean answers() throws IOException {
        return status("pg_isready", "-q", "-h", "127.0.0.1", "-p", "" + port) == 0;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** For the driver, with a password that must not be seen anywhere. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=ledger&password=canary-password";
    }

    /** A new, empty database, as {@link #url}. */
    public String newDatabase(String name) throws IOException {
        run("createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", "ledger", name);
        return url().replace("/postgres?", "/" + name + "?");
    }

    /** Stops it at once, and cuts its connections (SIGQUIT to all its processes). */
    public void stop() throws IOException {
        run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", data());
        server.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    public void startAgain() throws IOException {
        server = startServer();
    }

    @Override
    public void close() throws IOException {
        if (server.isAlive()) {
            stop();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
