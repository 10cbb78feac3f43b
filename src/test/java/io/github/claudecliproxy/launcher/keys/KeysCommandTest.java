package io.github.claudecliproxy.launcher.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("keys");
    }

    /** What a command has printed, and how it ended. */
    private record Ran(int status, String out, String err) {}

    @Test
    void add_printsTheKeyOnce_andStoresItsDigestAndLimits() throws IOException {
        Ran added = run(
                "add",
                "ci",
                "--concurrent",
                "2",
                "--requests-per-minute=60",
                "--tokens-per-day=1000",
                "--models=haiku,opus",
                "--priority=low",
                "--highest-priority=normal",
                "--expires=2999-01-31");

        assertThat(added.status()).isZero();
        assertThat(added.out()).matches("ccp_[A-Za-z0-9_-]{43}\\R");
        assertThat(added.err()).contains("Added 'ci'").doesNotContain("ccp_");
        assertThat(Files.readString(file))
                .matches("ci sha256:[0-9a-f]{64} priority=low highest-priority=normal concurrent=2"
                        + " requests-per-minute=60 tokens-per-day=1000 models=haiku,opus expires=2999-01-31\\R")
                .doesNotContain(added.out().strip());
        assertThat(run("add", "laptop").out()).isNotEqualTo(added.out());
    }

    @Test
    void add_nameThatExists_saysHowToRotate() throws IOException {
        run("add", "ci");
        String before = Files.readString(file);

        Ran again = run("add", "ci");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("'ci' already", "keys add ci --rotate", "keys remove ci --oldest");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void rotation_letsBothKeysIn_untilTheOldOneIsRemoved() throws IOException {
        run("add", "ci", "--concurrent=2", "--expires=2999-01-31");
        run("add", "laptop");
        String old = line("ci", 0);

        Ran rotated = run("add", "ci", "--rotate");

        assertThat(rotated.status()).isZero();
        assertThat(rotated.out()).startsWith("ccp_");
        assertThat(run("list").out().lines())
                .containsExactly("ci concurrent=2 expires=2999-01-31", "laptop", "ci concurrent=2");
        assertThat(run("remove", "ci", "--oldest").status()).isZero();
        assertThat(run("list").out().lines()).containsExactly("laptop", "ci concurrent=2");
        assertThat(Files.readString(file)).doesNotContain(old);
    }

    private String line(String name, int number) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name + " "))
                .toList()
                .get(number);
    }

    @Test
    void rotation_unknownName_isRefused() throws IOException {
        run("add", "laptop");

        Ran ran = run("add", "ci", "--rotate");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("no key named 'ci' to rotate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add na/me|NAME must be at most 64 letters",
                "add|Missing required parameter: 'NAME'",
                "add ci --concurrent=0|--concurrent must be a whole number from 1 to 100000",
                "add ci --expires=soon|--expires must be a date",
                "add ci --rotate --concurrent=2|--rotate keeps the limits",
                "add ci --budget=5|Unknown option: '--budget=5'",
                "remove|Missing required parameter: 'NAME'",
                "|Missing required subcommand"
            })
    void wrongUse_isStatus2AndNoFile(String arguments, String complaint) {
        Ran ran = run(arguments == null ? new String[0] : arguments.split(" ", -1));

        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains(complaint);
        assertThat(file).doesNotExist();
    }

    @Test
    void list_showsNamesAndLimits_andNoDigest() throws IOException {
        Files.writeString(
                file, "# mine\nlaptop key-1\nci key-2 models=opus,haiku concurrent=2\nold key-3 expires=2020-01-01\n");

        Ran list = run("list");

        assertThat(list.status()).isZero();
        assertThat(list.out().lines())
                .containsExactly("laptop", "ci concurrent=2 models=haiku,opus", "old expires=2020-01-01 (expired)");
    }

    @Test
    void remove_takesTheNameOut() throws IOException {
        run("add", "ci");
        run("add", "laptop");

        Ran removed = run("remove", "ci");

        assertThat(removed.status()).isZero();
        assertThat(removed.err()).contains("Removed 'ci'");
        assertThat(run("list").out().lines()).containsExactly("laptop");
    }

    @Test
    void remove_unknownOrLast_isRefused() throws IOException {
        run("add", "ci");
        String before = Files.readString(file);

        assertThat(run("remove", "laptop").err()).contains("no key named 'laptop'");
        Ran last = run("remove", "ci");

        assertThat(last.status()).isEqualTo(1);
        assertThat(last.err()).contains("only key", "would go on with this key");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void fileThatCannotBeUsed_isOneLineWithItsName() throws IOException {
        Files.writeString(file, "laptop secret\nsecret\n");
        assertThat(run("list").err().lines())
                .singleElement()
                .asString()
                .startsWith(file + ": line 2 is not")
                .doesNotContain("secret");
        assertThat(run("add", "ci").status()).isEqualTo(1);

        file = folder.resolve("missing/keys");
        assertThat(run("add", "ci").err()).isEqualToIgnoringNewLines(file + ": its folder does not exist");
        file = folder;
        assertThat(run("list").err()).contains("not a file");
    }

    @Test
    void withoutAFile_saysHowToNameIt() {
        StringWriter err = new StringWriter();
        int status = new CommandLine(new KeysCommand())
                .setErr(new PrintWriter(err, true))
                .execute("list");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("--file FILE", "PROXY_API_KEYS_FILE");
    }

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.isEmpty()) {
            all.add("--file=" + file);
        }
        int status = new CommandLine(new KeysCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }
}
