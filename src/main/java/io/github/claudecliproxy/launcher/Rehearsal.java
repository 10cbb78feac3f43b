package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts, answers a few requests and ends, which shows the JVM the classes for its archive (class data sharing). */
@Command(name = Rehearsal.NAME, hidden = true, description = "Starts, answers itself, and ends.")
final class Rehearsal implements Callable<Integer> {
    static final String NAME = "rehearse";

    private static final int LIMIT_MS = 10_000;
    private static final String TURN = """
            {"model": "m", "max_tokens": 9, "stream": true, "messages": [{"role": "user", "content": "hello"}]}""";

    /** Whatever the settings of this machine, no other caller is let in and no CLI is run. */
    private static Map<String, String> settings(Path folder) {
        return Map.of(
                Setting.CLAUDE_PROXY_PORT.name(), "0",
                Setting.CLAUDE_PROXY_HOST.name(), "127.0.0.1",
                Setting.PROXY_API_KEY.name(), "",
                Setting.CLAUDE_PROXY_DATABASE.name(), "jdbc:sqlite:" + folder.resolve("usage.db"),
                Setting.CLAUDE_CLI_PATH.name(), "/nowhere/claude");
    }

    @Override
    public Integer call() throws IOException, SettingException, URISyntaxException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)); // the log
        Path folder = Files.createTempDirectory("claude-cli-proxy-rehearsal-");
        try (EmbeddedServer server = EmbeddedServer.start(Settings.ofProcess(settings(folder)::get))) {
            for (String path : List.of("/health", "/metrics", "/v1/messages", "/usage")) {
                ask(URI.create("http://127.0.0.1:" + server.port() + path));
            }
            loadOurs();
        } finally {
            Folders.delete(folder);
            System.setOut(out);
        }
        return CommandLine.ExitCode.OK;
    }

    private static void ask(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(LIMIT_MS);
        connection.setReadTimeout(LIMIT_MS);
        if (address.getPath().startsWith("/v1")) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream body = connection.getOutputStream()) {
                body.write(TURN.getBytes(StandardCharsets.UTF_8));
            }
        }
        boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream answer = refused ? connection.getErrorStream() : connection.getInputStream()) {
            answer.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Loads the classes that only a turn needs. The archive takes only classes that were initialized. */
    private static void loadOurs() throws IOException, URISyntaxException {
        try (JarFile jar = new JarFile(Unpack.ownJar().toFile())) {
            List<String> classes = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
            for (String name : classes) {
                Class.forName(name, true, Rehearsal.class.getClassLoader());
            }
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
