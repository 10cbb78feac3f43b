package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The AI SDK and LangChain with their own clients of OpenAI's API. */
class ITOpenAiFrameworks {
    private static final String MODEL = "claude-sonnet-5";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    @ParameterizedTest
    @ValueSource(strings = {"aisdk", "aisdkstateless", "aisdkchat", "langchain"})
    void toolLoop_asksTheApiOnceForEachRound(String scenario) throws Exception {
        int before = proxy.api().turns().size();
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_1", "get_weather", List.of("{\"city\":", " \"Rome\"}"))
                        .toolUse("toolu_2", "get_weather", List.of("{\"city\": \"Oslo\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("Sunny everywhere.").end("end_turn"));

        JsonNode outcome = run(scenario, "Weather?");

        assertThat(outcome.path("text").asText()).isEqualTo("Sunny everywhere.");
        assertThat(outcome.path("called")).extracting(JsonNode::asText).containsExactlyInAnyOrder("Rome", "Oslo");
        assertThat(proxy.api().turns()).hasSize(before + 2);
        JsonNode messages = messages();
        assertThat(messages.at("/1/content"))
                .extracting(block -> block.path("id").asText())
                .containsExactly("toolu_1", "toolu_2");
        assertThat(messages.at("/2/content"))
                .filteredOn(block -> block.path("type").asText().equals("tool_result"))
                .extracting(block -> block.path("tool_use_id").asText())
                .containsExactly("toolu_1", "toolu_2");
    }

    /** Which names the item; it brings thinking back itself only for models that have OpenAI's names. */
    @Test
    void thinking_comesBackThroughTheAiSdk() throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .thinking("Where?", "c2lnbmVk")
                        .toolUse("toolu_1", "get_weather", List.of("{\"city\": \"Rome\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("Sunny.").end("end_turn"));

        JsonNode outcome = run("aisdk", "Weather?");

        assertThat(outcome.path("text").asText()).isEqualTo("Sunny.");
        assertThat(messages().at("/1/content/0/signature").asText()).isEqualTo("c2lnbmVk");
    }

    @Test
    void structuredAnswer_isParsedByTheAiSdk() throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("{\"capital\":\"Rome\",\"people\":59}")
                        .end("end_turn"));

        assertThat(run("aisdkobject", "Italy?").path("parsed"))
                .isEqualTo(JsonText.parse("{\"capital\":\"Rome\",\"people\":59}"));
    }

    @Test
    void stream_isLangChainsPieces() throws Exception {
        assertThat(run("langchainstream", "[[say one two]]").path("pieces"))
                .extracting(JsonNode::asText)
                .containsExactly("one", " two");
    }

    private static JsonNode messages() {
        return Fidelity.received(proxy.api().lastTurn().body(), Json.object()).path("messages");
    }

    private static JsonNode run(String scenario, String prompt) throws Exception {
        return OpenAiClient.FRAMEWORKS.run(proxy.url() + "/v1", "any", scenario, MODEL, prompt);
    }
}
