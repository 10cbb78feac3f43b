package io.github.claudecliproxy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/**
 * The one stand-in for the CLI, for what the real one will not do on cue: a program in a home folder, written from
 * {@code src/test/resources/fake-cli/claude.pl}. What can be shown with the real CLI is tested with {@link CliUnderTest}.
 */
public final class FakeCli {
    private static final Path PROGRAM = Path.of("src/test/resources/fake-cli/claude.pl");
    private static final String BEHAVIOUR = "sub behave { fault($_[0]) } # BEHAVIOUR\n";
    private static final String VERSION = "2.1.330 (Claude Code)";

    private final Path home;

    /**
     * Writes the program.
     *
     * @param behaviour Perl that runs each time that a question is asked. {@code begin()} and {@code finish()} print the two
     *     halves of a good answer, "Hi"; {@code out(...)} prints text, {@code event(...)} and {@code delta(...)} make lines
     *     of it; {@code rest()} reads on without another word, {@code hang()} does not even read; {@code wait_for(...)} waits
     *     for a file of this name in the home
     */
    public FakeCli(Path home, String behaviour) throws IOException {
        this(home, VERSION, behaviour);
    }

    /** As {@link #FakeCli(Path, String)}, of another version. */
    public FakeCli(Path home, String version, String behaviour) throws IOException {
        this(home, version, "sub behave {\n" + behaviour + "\n}\n", PROGRAM);
    }

    private FakeCli(Path home, String version, String behaviour, Path program) throws IOException {
        this.home = home;
        String text = Files.readString(program);
        if (!text.contains(BEHAVIOUR) || !text.contains(VERSION)) {
            throw new IllegalStateException(program + " has no place for a behaviour or a version");
        }
        Path script = home.resolve("claude");
        Files.writeString(script, text.replace(BEHAVIOUR, behaviour).replace(VERSION, version));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A CLI that answers every question well, and at once. */
    public static FakeCli good(Path home) throws IOException {
        return new FakeCli(home, "begin(); finish()");
    }

    /** A CLI that does with a question what it says as {@code [[fault NAME]]}; the program has a subroutine for each fault. */
    public static FakeCli asTheQuestionSays(Path home) throws IOException {
        return new FakeCli(home, VERSION, BEHAVIOUR, PROGRAM);
    }

    /** An environment with nothing of the machine's in it, for a proxy with this CLI. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("CLAUDE_CLI_PATH", home.resolve("claude").toString());
        environment.put("CLAUDE_PROXY_PORT", "0");
        return environment;
    }
}
