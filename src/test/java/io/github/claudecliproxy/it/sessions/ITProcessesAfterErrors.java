package io.github.claudecliproxy.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which processes serve the next conversation after an answer that ended oddly. The real CLI, the scripted API. */
class ITProcessesAfterErrors {
    @TempDir
    static Path home;

    static ScriptedApi api;
    static RunningProxy proxy;
    static Http http;

    @BeforeAll
    static void start() throws Exception {
        api = new ScriptedApi();
        proxy = new RunningProxy(new CliUnderTest(home).reusing(api.url()));
        http = proxy.http();
    }

    @AfterAll
    static void stop() {
        proxy.close();
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[stop max_tokens]]",
                "[[stop refusal]]",
                "[[stop pause_turn]]",
                "[[empty]]",
                "[[status 429]]",
                "[[status 529]]",
                "[[cut]]",
                "[[fail]]"
            })
    void oddEnding_itsProcessServesTheNext(String ending) throws Exception {
        http.post("/v1/messages", Http.ask("[[say a]]", false));
        proxy.awaitRest();
        List<ProcessHandle> before = new CliUnderTest(home).sessions();

        http.post("/v1/messages", Http.ask(ending, false));
        proxy.awaitRest();
        HttpResponse<String> next = http.post("/v1/messages", Http.ask("[[say b]]", false));

        assertThat(Http.json(next).at("/content/0/text").asText()).isEqualTo("b");
        assertThat(api.lastTurn().conversation()).containsExactly("user: [[say b]]");
        assertThat(new CliUnderTest(home).sessions()).containsAll(before);
    }

    /** The CLI asks again with fewer beta headers, and leaves them out from then on. */
    @Test
    void badRequest_itsProcessServesNoOther() throws Exception {
        http.post("/v1/messages", Http.ask("[[say a]]", false));
        proxy.awaitRest();
        List<ProcessHandle> before = new CliUnderTest(home).sessions();

        assertThat(http.post("/v1/messages", Http.ask("[[status 400]]", false)).statusCode())
                .isEqualTo(400);
        proxy.awaitRest();

        assertThat(new CliUnderTest(home).sessions().containsAll(before)).isFalse();
    }
}
