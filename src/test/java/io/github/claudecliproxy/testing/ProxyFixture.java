package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.config.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A home folder, a CLI in it, an API for that CLI, and a proxy in this JVM that starts it: what most integration tests need.
 * Register it as a static field to have one for all tests of a class, or as an instance field to have a new one for each.
 *
 * <p>The proxy starts when it is first used, so a test can prepare the home and the {@link #set settings} before. Tests that
 * need several proxies, or others for each test, {@link #start} and close them themselves. At the end the fixture stops
 * everything, waits until no process of a session is left, and deletes the home.
 */
public final class ProxyFixture implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Kind kind;
    private final String[] settings;
    private boolean forAllTests;
    private Optional<Site> site = Optional.empty();

    /** Which CLI the proxy starts. */
    private enum Kind {
        REAL,
        REAL_REUSED,
        FAKE
    }

    /** What lives from the start to the end. */
    private static final class Site {
        final Path home;
        final ScriptedApi api;
        final Map<String, String> environment;
        Optional<RunningProxy> proxy = Optional.empty();

        Site(Kind kind) throws IOException {
            home = Files.createTempDirectory("proxy-fixture").toRealPath();
            api = new ScriptedApi();
            CliUnderTest cli = new CliUnderTest(home);
            environment = new HashMap<>(
                    switch (kind) {
                        case REAL -> cli.environment(api.url());
                        case REAL_REUSED -> cli.reusing(api.url());
                        case FAKE -> FakeCli.good(home).environment();
                    });
        }
    }

    private ProxyFixture(Kind kind, String... settings) {
        this.kind = kind;
        this.settings = settings.clone();
    }

    /** The real CLI, which talks to {@link #api}; settings are pairs of a name and a value. */
    public static ProxyFixture ofRealCli(String... settings) {
        return new ProxyFixture(Kind.REAL, settings);
    }

    /** As {@link #ofRealCli}, for tests of what reused processes do: {@code -Dcli.reuse=false} does not change it. */
    public static ProxyFixture ofReusedProcesses(String... settings) {
        return new ProxyFixture(Kind.REAL_REUSED, settings);
    }

    /** A CLI that answers "Hi" to every question, without any API. */
    public static ProxyFixture ofFakeCli(String... settings) {
        return new ProxyFixture(Kind.FAKE, settings);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        forAllTests = true;
        site = Optional.of(new Site(kind));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!forAllTests) {
            site = Optional.of(new Site(kind));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forAllTests) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    private void stop() {
        Site old = site();
        site = Optional.empty();
        old.proxy.ifPresent(RunningProxy::close);
        old.api.close();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(new CliUnderTest(old.home).processes())
                        .as("processes that are left")
                        .isEmpty());
        LivelyFolder.delete(old.home);
    }

    private Site site() {
        return site.orElseThrow(() -> new IllegalStateException("the fixture is not started: is it registered?"));
    }

    /** The home folder of the CLI, with its real path. */
    public Path home() {
        return site().home;
    }

    /** What the real CLI talks to. */
    public ScriptedApi api() {
        return site().api;
    }

    /** The processes of the CLI. */
    public CliUnderTest cli() {
        return new CliUnderTest(home());
    }

    /** A copy of the environment with which the proxy is started, this fixture's settings not included. */
    public Map<String, String> environment() {
        return new HashMap<>(site().environment);
    }

    /** Adds a setting whose value is only known when the home is there; before the proxy is used. */
    public void set(String name, String value) {
        if (site().proxy.isPresent()) {
            throw new IllegalStateException("the proxy runs already, without " + name);
        }
        site().environment.put(name, value);
    }

    /** The proxy, which this starts if it does not run yet. */
    public RunningProxy proxy() {
        Site current = site();
        if (current.proxy.isEmpty()) {
            current.proxy = Optional.of(start());
        }
        return current.proxy.orElseThrow();
    }

    /** Gives the fake CLI another behaviour, for processes that start from now on; see {@link FakeCli}. */
    public void behave(String behaviour) throws IOException {
        if (kind != Kind.FAKE) {
            throw new IllegalStateException("the real CLI behaves as it likes");
        }
        new FakeCli(home(), behaviour);
    }

    /** Starts another proxy with the same CLI, these settings before those of the fixture; the caller closes it. */
    public RunningProxy start(String... more) {
        String[] all = Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
        try {
            return new RunningProxy(site().environment, all);
        } catch (SettingException | IOException failure) {
            throw new IllegalStateException("the proxy did not start", failure);
        }
    }

    /** As {@link #start}, but no process lives longer than its turn: when none is left, nothing more can happen. */
    public RunningProxy startWithoutIdleSessions(String... more) {
        return start(Stream.concat(Stream.of("CLAUDE_PROXY_IDLE_MS", "0"), Stream.of(more))
                .toArray(String[]::new));
    }

    public int port() {
        return proxy().port();
    }

    public String url() {
        return proxy().url();
    }

    /** A client of the proxy. */
    public Http http() {
        return proxy().http();
    }

    /** Waits as {@link RunningProxy#awaitRest} does. */
    public void awaitRest(String... headers) {
        proxy().awaitRest(headers);
    }
}
