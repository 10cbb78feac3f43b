package io.github.claudecliproxy.launcher.keys;

import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which file a command works on, and how it says that it cannot. */
final class TargetFile {
    @Option(names = "--file", paramLabel = "FILE", description = "the keys file (default: PROXY_API_KEYS_FILE)")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** What a command does with the file. */
    @FunctionalInterface
    interface Action {
        /** Returns nothing, or throws what keeps it from being done. */
        void on(Path file) throws IOException;
    }

    /** Runs the action; a failure is one line on stderr that names the file. Returns the exit status. */
    int run(Action action) {
        Path path = path();
        try {
            action.on(path);
            return CommandLine.ExitCode.OK;
        } catch (IOException failed) {
            spec.commandLine().getErr().println(path + ": " + told(failed));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String told(IOException failed) {
        if (failed instanceof AccessDeniedException) {
            return "this user may not change it, or not write in its folder";
        }
        if (failed instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        return failed instanceof FileSystemException ? "cannot be replaced: " + failed : "" + failed.getMessage();
    }

    private Path path() {
        if (file != null) {
            return file.toAbsolutePath();
        }
        try {
            return Settings.ofProcess(name -> null)
                    .path(Setting.PROXY_API_KEYS_FILE)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "Name the keys file: --file FILE, or set PROXY_API_KEYS_FILE"));
        } catch (SettingException wrong) {
            throw new ParameterException(spec.commandLine(), "" + wrong.getMessage(), wrong);
        }
    }
}
