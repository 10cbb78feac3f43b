package io.github.claudecliproxy.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After an answer that failed or ended early, its process still serves the next conversation where that is safe. */
class ITProcessesAfterErrors {
    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofReusedProcesses();

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
    void failedOrShortAnswer_itsProcessServesTheNextConversation(String ending) throws Exception {
        proxy.http().post("/v1/messages", Http.ask("[[say a]]", false));
        proxy.awaitRest();
        List<ProcessHandle> before = proxy.cli().sessions();

        proxy.http().post("/v1/messages", Http.ask(ending, false));
        proxy.awaitRest();
        HttpResponse<String> next = proxy.http().post("/v1/messages", Http.ask("[[say b]]", false));

        assertThat(Http.json(next).at("/content/0/text").asText()).isEqualTo("b");
        assertThat(proxy.api().lastTurn().conversation()).containsExactly("user: [[say b]]");
        assertThat(proxy.cli().sessions()).containsAll(before);
    }

    /** The CLI asks again with fewer beta headers, and never sends those again. */
    @Test
    void badRequest_itsProcessServesNoOtherConversation() throws Exception {
        proxy.http().post("/v1/messages", Http.ask("[[say a]]", false));
        proxy.awaitRest();
        List<ProcessHandle> before = proxy.cli().sessions();

        assertThat(proxy.http()
                        .post("/v1/messages", Http.ask("[[status 400]]", false))
                        .statusCode())
                .isEqualTo(400);
        proxy.awaitRest();

        assertThat(proxy.cli().sessions().containsAll(before)).isFalse();
    }
}
