package io.github.claudecliproxy.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random conversations of the real CLI over two processes, each with a word of its own. No request and no answer may contain
 * the word of another conversation, and each request must be what its client sent and what a new process sends.
 * {@code -Disolation.chats=N} has N conversations a model, half as many where processes fail, {@code -Disolation.seed=N} has others, and
 * {@code -Disolation.compared=N} holds every Nth against new processes.
 */
class ITIsolation {
    private static final int CHATS = Integer.getInteger("isolation.chats", 40);
    private static final long SEED = Long.getLong("isolation.seed", 20261126L);
    private static final int COMPARED_ONE_IN = Integer.getInteger("isolation.compared", 10);
    private static final List<String> KEYS = List.of("key-of-one", "key-of-another");
    private static final String WITHOUT_EFFORT = "claude-sonnet-4-5";

    @RegisterExtension
    final ProxyFixture fixture =
            ProxyFixture.ofReusedProcesses("MAX_CONCURRENT", "2", "CLAUDE_PROXY_MAX_PROCESSES", "2");

    @BeforeEach
    void prepare() throws Exception {
        fixture.api().takeOnlyKeyed();
        Path home = fixture.home();
        Files.createDirectories(home.resolve("config"));
        // as in a home where the CLI has run before: else two processes that start at once would each make up a user id
        Files.writeString(home.resolve("config/.claude.json"), "{\"userID\":\"" + "0".repeat(64) + "\"}");
        Path keys = Files.writeString(home.resolve("keys"), "one " + KEYS.get(0) + "\nother " + KEYS.get(1) + "\n");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        fixture.set("PROXY_API_KEYS_FILE", keys.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", WITHOUT_EFFORT})
    void conversationsOverTwoProcesses_neverMeet(String model) throws Exception {
        Witness witness = new Witness(true);
        try (RunningProxy proxy = fixture.start();
                RunningProxy fresh = fixture.startWithoutIdleSessions()) {
            new Crowd(fixture.api(), proxy.http(), Optional.of(fresh.http()), COMPARED_ONE_IN, witness)
                    .talk(CHATS, number -> chat(number, model));
        }

        System.out.println(model + ": " + witness);
        assertThat(witness.violations()).isEmpty();
        assertThat(fixture.api().strays()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", WITHOUT_EFFORT})
    void conversationsOverProcessesThatAreKilledFrozenAndReplaced_neverMeet(String model) throws Exception {
        Witness witness = new Witness(false);
        try (Saboteur saboteur = new Saboteur(fixture.home(), SEED, witness)) {
            fixture.set("CLAUDE_CLI_PATH", saboteur.program().toString());
            try (RunningProxy proxy = fixture.start()) {
                saboteur.begin();
                new Crowd(fixture.api(), proxy.http(), Optional.empty(), COMPARED_ONE_IN, witness)
                        .talk(CHATS / 2, number -> chat(number, model)); // each takes far longer
            }
        }

        System.out.println(model + ": " + witness);
        assertThat(witness.violations()).isEmpty();
        assertThat(fixture.api().strays()).isEmpty();
        assertThat(witness.counted("answered")).isGreaterThan(witness.counted("failed"));
    }

    private static Chat chat(int number, String model) {
        return new Chat(number, SEED, model, !model.equals(WITHOUT_EFFORT), KEYS);
    }
}
