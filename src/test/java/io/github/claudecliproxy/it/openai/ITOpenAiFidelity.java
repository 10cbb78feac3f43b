package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.http.HeaderText;
import io.github.claudecliproxy.openai.TranslationRow;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client of OpenAI's API sends is what Claude's API receives, through the real CLI, in one call. */
class ITOpenAiFidelity {
    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    static List<TranslationRow> chat() throws IOException {
        return TranslationRow.of("chat.json");
    }

    static List<TranslationRow> responses() throws IOException {
        return TranslationRow.of("responses.json");
    }

    @ParameterizedTest
    @MethodSource("chat")
    void chat_arrivesAsTheTableSays(TranslationRow row) throws Exception {
        arrives("/v1/chat/completions", row);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void response_arrivesAsTheTableSays(TranslationRow row) throws Exception {
        arrives("/v1/responses", row);
    }

    private static void arrives(String path, TranslationRow row) throws IOException, InterruptedException {
        int before = proxy.api().turns().size();

        HttpResponse<String> response = proxy.http().post(path, row.sent());
        proxy.awaitRest();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(proxy.api().turns()).hasSize(before + 1);
        ObjectNode expected = Fidelity.expected(row.made());
        ObjectNode received = Fidelity.received(proxy.api().lastTurn().body(), row.made());
        assertThat(Fidelity.difference(expected, received)).isEmpty();
        if (row.made().has("system")) {
            assertThat(proxy.api().lastTurn().system())
                    .anyMatch(text -> text.equals(row.made().path("system").asText()));
        }
        assertThat(response.headers().firstValue("x-proxy-ignored").orElse("")).isEqualTo(HeaderText.of(row.ignored()));
    }
}
