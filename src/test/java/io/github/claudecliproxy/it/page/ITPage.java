package io.github.claudecliproxy.it.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Chromium;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.Tab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real Chromium, with the real CLI behind it. Needs the profile {@code browser}. */
@Tag("browser")
class ITPage {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TURNS = "#turns tbody";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli("MAX_CONCURRENT", "1");

    @TempDir
    Path browserHome;

    private Chromium browser;
    private Tab tab;

    @BeforeEach
    void start() throws Exception {
        browser = new Chromium(browserHome);
        tab = browser.tab();
        tab.look(1280, 900, false);
    }

    @AfterEach
    void stop() {
        browser.close();
    }

    @Test
    void liveTurns_appearWithTheirPhase_andGo() {
        openPage(fixture.proxy());
        assertThat(tab.text(TURNS)).contains("No turns now");

        CompletableFuture<?> first = ask("[[gate]] [[say one two]]", "normal");
        tab.awaitText(TURNS, "running");
        CompletableFuture<?> second = ask("[[gate]] [[say three]]", "high");
        tab.awaitText(TURNS, "queued");
        tab.awaitText("#queue", "1 high");
        assertThat(tab.text(TURNS)).contains("claude-sonnet-5", "normal", "high");
        fixture.api().open(1);
        tab.awaitText(TURNS, "answering");
        fixture.api().open(100);
        first.join();
        second.join();

        tab.awaitText(TURNS, "No turns now");
        tab.awaitText("#times-note", "2 turns");
        assertSound();
    }

    @Test
    void playground_streams_stops_andShowsWhatItSent() {
        openPage(fixture.proxy());
        await().atMost(LIMIT).until(() -> tab.is("document.querySelectorAll('#model option').length > 1"));
        tab.value("document.querySelector('#model').value = 'claude-cli-proxy'");
        tab.type("#system", "You're \"terse\"");
        tab.type("#message", "[[gate]] [[say red blue green]]");
        tab.click("#send");

        fixture.api().open(1);
        tab.awaitText("#answer", "red");
        assertThat(tab.text("#answer")).doesNotContain("blue");
        assertThat(tab.value("document.querySelector('#snippets').textContent").asText())
                .contains("curl -N " + fixture.url() + "/v1/messages", "You'\\''re", "client.messages.stream");
        tab.click("#stop");
        tab.awaitText("#ask-state", "Stopped");
        tab.awaitText(TURNS, "No turns now");

        tab.type("#message", "[[say whole answer]]");
        tab.click("#send");
        tab.awaitText("#ask-state", "complete");
        assertThat(tab.text("#answer")).isEqualTo("whole answer");
        assertThat(tab.text("#answer-facts")).contains("first token", "session");
        fixture.api().open(100);
        assertSound();
    }

    @Test
    void key_isAskedForOnce_andStaysInTheTab() {
        try (RunningProxy proxy = fixture.start("PROXY_API_KEY", "correct-horse")) {
            tab.open(proxy.url() + "/");
            tab.awaitText("#connection", "Key needed");
            assertThat(tab.is("document.querySelector('#key-dialog').open")).isTrue();

            tab.type("#key", "wrong");
            tab.press("Enter", 13);
            tab.awaitText("#key-wrong", "does not know this key");
            tab.type("#key", "correct-horse");
            tab.press("Enter", 13);
            awaitLoaded();
            assertThat(tab.text("#settings")).contains("(set)").doesNotContain("correct-horse");
            assertThat(tab.text("#snippets")).contains("YOUR_KEY").doesNotContain("correct-horse");
            assertThat(
                            tab.is(
                                    "Object.values(localStorage).some(value => value.includes('horse')) || document.cookie !== ''"))
                    .isFalse();

            tab.open(proxy.url() + "/?again");
            awaitLoaded();
            assertThat(tab.is("document.querySelector('#key-dialog').open")).isFalse();
            Tab other = browser.tab();
            other.open(proxy.url() + "/");
            other.awaitText("#connection", "Key needed");
            assertSound();
        }
    }

    @Test
    void page_isAccessible_fitsAPhone_andAsksNobodyElse() throws Exception {
        openPage(fixture.proxy());
        aLivelyHour();
        tab.awaitText(TURNS, "queued");
        tab.awaitText("#failures tbody", "529");
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(1280, 360)) {
                tab.look(width, 900, dark);
                String name = width + (dark ? "-dark" : "-light");
                assertThat(violations()).as(name).isEmpty();
                assertThat(tab.value("document.documentElement.scrollWidth").asInt())
                        .as(name)
                        .isLessThanOrEqualTo(width);
                int height = tab.value("document.documentElement.scrollHeight").asInt();
                tab.picture(Path.of("target/page", name + ".png"), width, height);
            }
        }
        tab.look(1280, 900, false);
        tab.picture(Path.of("target/page/page.png"), 1280, 1230);
        assertThat(tab.requests()).allMatch(url -> url.startsWith(fixture.url()) || url.startsWith("data:"));
        assertSound();
        fixture.api().open(1000);
    }

    @Test
    void theme_isSwitchedWithTheKeyboard_andKept() {
        openPage(fixture.proxy());
        tab.value("document.querySelector('#theme').focus()");
        tab.press("Enter", 13);
        assertThat(tab.value("document.documentElement.dataset.theme").asText()).isEqualTo("dark");

        tab.open(fixture.url() + "/?again");
        assertThat(tab.value("document.documentElement.dataset.theme").asText()).isEqualTo("dark");
        assertSound();
    }

    /** Some turns that ended well, some that failed, one that runs and three that are queued. */
    private void aLivelyHour() throws Exception {
        for (int i = 0; i < 6; i++) {
            fixture.http().post("/v1/messages", Http.ask("[[say one two three]] " + i, false));
        }
        fixture.http().post("/v1/messages", Http.ask("[[status 529]]", false));
        fixture.http().post("/v1/messages", Http.ask("[[cut]]", false));
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (String priority : List.of("normal", "low", "normal", "high")) {
            waiting.add(ask("[[gate]] [[say one two]]", priority));
        }
        assertThat(waiting).hasSize(4);
    }

    private CompletableFuture<?> ask(String text, String priority) {
        return fixture.http().postLater("/v1/messages", Http.ask(text, false), "x-priority", priority);
    }

    private void openPage(RunningProxy proxy) {
        tab.open(proxy.url() + "/");
        awaitLoaded();
    }

    private void awaitLoaded() {
        await("the first status").atMost(LIMIT).until(() -> tab.is("document.body?.dataset.loaded === 'true'"));
        tab.awaitText("#connection", "Ready");
    }

    /** No script has failed, and the policy had nothing to block. */
    private void assertSound() {
        assertThat(tab.complaints()).isEmpty();
    }

    /** What axe calls serious or critical, with the elements. */
    private List<String> violations() throws Exception {
        tab.value(Axe.source());
        JsonNode found = tab.value(
                "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations"
                        + ".filter(one => ['serious', 'critical'].includes(one.impact))"
                        + ".map(one => one.id + ' ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')))");
        List<String> all = new ArrayList<>();
        found.forEach(one -> all.add(one.asText()));
        return all;
    }
}
