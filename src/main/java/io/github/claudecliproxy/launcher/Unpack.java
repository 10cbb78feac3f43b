package io.github.claudecliproxy.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes the class path to a lasting folder, with two argument files for {@code java}: one makes an archive of the
 * loaded classes, the other starts with it. The JVM supports such archives only for a class path of jars, not for the
 * loader of a WAR.
 */
@Command(
        name = "unpack",
        mixinStandardHelpOptions = true,
        header = "Unpacks to a folder from which the server starts faster.",
        description = {
            "After that, with the same Java and the folder where it is:",
            "  java @FOLDER/archive.args   once, makes an archive of the loaded classes",
            "  java @FOLDER/run.args       starts with it, as often as you like"
        })
final class Unpack implements Callable<Integer> {
    /**
     * A small initial heap that can grow: a proxy needs little, and the memory is for the CLI. When it is full the server
     * exits and can be started again. Tomcat's threads that accept and poll connections may not survive the error, and a
     * server without them would live on and answer nobody.
     */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms24m",
            "-Xmx512m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED"); // SQLite; newer JVMs complain of it

    /** Keeps the JVM from listing a thousand classes that it leaves out. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static final int AOT_CACHE_SINCE = 25;

    @Parameters(paramLabel = "FOLDER", description = "where to; created if it does not exist")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws URISyntaxException {
        Path target = folder.toAbsolutePath().normalize();
        PrintWriter err = spec.commandLine().getErr();
        if (target.toUri().getRawPath().indexOf('%') >= 0) { // the JVM would find no class in its archive
            err.println(target + " has a blank or a special character in its name, which Java's archives cannot have");
            return CommandLine.ExitCode.USAGE;
        }
        try {
            List<Path> jars = copy(Files.createDirectories(target).resolve("lib"));
            write(target, jars, Runtime.version().feature() >= AOT_CACHE_SINCE);
            return CommandLine.ExitCode.OK;
        } catch (FileAlreadyExistsException there) {
            err.println(there.getFile() + " is there already; remove it or name another folder");
        } catch (IOException failed) {
            err.println("Cannot unpack to " + target + ": " + failed);
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** Copies the jars of the class path, in the order in which it is searched. */
    private static List<Path> copy(Path libraries) throws IOException, URISyntaxException {
        Files.createDirectory(libraries);
        List<Path> copies = new ArrayList<>();
        try (Stream<Path> jars = Files.list(ownJar().resolveSibling(""))) {
            for (Path jar : jars.filter(path -> path.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                copies.add(Files.copy(jar, libraries.resolve(jar.getFileName())));
            }
        }
        return copies;
    }

    static Path ownJar() throws URISyntaxException {
        return Path.of(
                Unpack.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void write(Path target, List<Path> jars, boolean aot) throws IOException {
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(FLAGS);
        command.addAll(List.of("-cp", classPath, Launcher.class.getName()));
        Path archive = target.resolve(aot ? "app.aot" : "app.jsa");

        List<String> run = new ArrayList<>(List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive));
        run.addAll(command);
        Files.write(target.resolve("run.args"), quoted(run));

        List<String> make =
                new ArrayList<>(List.of((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive));
        make.addAll(QUIET);
        make.addAll(command);
        make.add(Rehearsal.NAME);
        Files.write(target.resolve("archive.args"), quoted(make));
    }

    /** Quotes a value for an argument file of {@code java}. */
    private static List<String> quoted(List<String> arguments) {
        return arguments.stream()
                .map(argument -> '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .toList();
    }
}
