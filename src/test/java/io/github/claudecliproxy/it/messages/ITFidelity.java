package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client sends is what the API receives, through the real CLI, in one call. */
class ITFidelity {
    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    static List<Named<ObjectNode>> rows() {
        return FidelityRows.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void request_arrivesAsSent(ObjectNode sent) throws Exception {
        int before = proxy.api().turns().size();

        HttpResponse<String> response = proxy.http().post("/v1/messages", sent);
        proxy.awaitRest();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(proxy.api().turns()).hasSize(before + 1);
        ObjectNode expected = Fidelity.expected(sent);
        ObjectNode received = Fidelity.received(proxy.api().lastTurn().body(), sent);
        assertThat(Fidelity.difference(expected, received)).isEmpty();
        assertThat(response.headers().firstValue("x-proxy-ignored")).isEmpty();
    }

    @Test
    void betas_areAskedOfTheApiBesideTheClis() throws Exception {
        proxy.http()
                .post(
                        "/v1/messages",
                        Http.ask("hello", false),
                        "anthropic-beta",
                        "beta-of-tomorrow-2027-01-01, other-1");

        assertThat(proxy.api().lastTurn().headers().getFirst("anthropic-beta"))
                .contains("beta-of-tomorrow-2027-01-01", "other-1");
    }

    @Test
    void pdfOfFifteenMegabytes_arrivesWhole() throws Exception {
        String data = "QUJD".repeat(5_000_000);
        String body =
                "{\"model\":\"claude-sonnet-5\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\","
                        + "\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"" + data
                        + "\"}},{\"type\":\"text\",\"text\":\"q\"}]}]}";

        HttpResponse<String> response = proxy.http().post("/v1/messages", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode document = proxy.api().lastTurn().body().findParent("media_type");
        assertThat(document.path("data").asText()).isEqualTo(data);
    }

    @Test
    void oneTurnsSettings_areNotTheNexts() throws Exception {
        String cold = Http.ask("hello", false)
                .replace("\"max_tokens\":100", "\"temperature\":0.1,\"top_k\":3,\"stop_sequences\":[\"x\"]");
        proxy.http().post("/v1/messages", cold);
        proxy.http().post("/v1/messages", Http.ask("hello", false));

        JsonNode second = proxy.api().lastTurn().body();
        assertThat(second.has("top_k")).isFalse();
        assertThat(second.has("stop_sequences")).isFalse();
        assertThat(second.path("temperature").asDouble(1)).isEqualTo(1);
        assertThat(second.path("max_tokens").asInt()).isEqualTo(100);
    }
}
