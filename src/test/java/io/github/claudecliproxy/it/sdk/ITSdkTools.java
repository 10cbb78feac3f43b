package io.github.claudecliproxy.it.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.ScriptedApi;
import io.github.claudecliproxy.testing.Sdk;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The official SDKs' own helpers: tool loops, accumulators, structured answers, images and retries. */
class ITSdkTools {
    private static final String KEY = "sdk-test-key";

    /** The tools of the programs in src/test/sdk; one has the name of one of the CLI's own. */
    private static final String TOOLS = """
            [{"type":"custom","name":"get_weather","description":"Weather in a city","input_schema":
              {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}},
             {"type":"custom","name":"Bash","description":"Runs a command","input_schema":
              {"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}]""";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("PROXY_API_KEY", KEY);

    private int before;

    @BeforeEach
    void count() {
        before = proxy.api().turns().size();
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, agent, 10",
        "TYPESCRIPT_NEW, agent, 10",
        "TYPESCRIPT_NEW, threads, 10",
        "JAVA_OLD, agent, 4",
        "JAVA_NEW, agent, 4"
    })
    void toolLoop_asksTheApiOnceForEachRound(Sdk sdk, String scenario, int rounds) throws Exception {
        ToolLoop loop = new ToolLoop("Weather everywhere?", rounds);
        loop.answers().forEach(proxy.api()::answerNext);

        JsonNode outcome = sdk.tools(proxy.url(), KEY, scenario, "Weather everywhere?");

        assertThat(outcome.path("text").asText()).isEqualTo(ToolLoop.FINAL_TEXT);
        assertThat(outcome.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(outcome.path("called")).isEqualTo(loop.called());
        assertThat(outcome.path("pieces")).extracting(JsonNode::asText).containsExactlyElementsOf(loop.pieces());
        List<JsonNode> asked = asked();
        assertThat(asked).hasSize(rounds + 1);
        for (int i = 0; i <= rounds; i++) {
            assertThat(asked.get(i).path("tools")).as("call %d", i).isEqualTo(JsonText.parse(TOOLS));
            assertThat(Fidelity.withResultsAsBlocks(messages(asked.get(i))))
                    .as("call %d", i)
                    .isEqualTo(Fidelity.withResultsAsBlocks(loop.conversation(i)));
        }
    }

    @ParameterizedTest
    @EnumSource(Sdk.class)
    void accumulator_joinsTheInputsPieces(Sdk sdk) throws Exception {
        List<String> pieces = List.of("", "{\"ci", "ty\": \"São", " Paulo \\", "\"S\\\"\"", "}");
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("I look it up.")
                        .toolUse("toolu_a", "get_weather", pieces)
                        .toolUse("toolu_b", "Bash", List.of("{\"command\":", "\"date\"}"))
                        .end("tool_use"));

        JsonNode outcome = sdk.tools(proxy.url(), KEY, "stream", "Weather in São Paulo?");

        assertThat(outcome.path("stop_reason").asText()).isEqualTo("tool_use");
        assertThat(outcome.path("text").asText()).isEqualTo("I look it up.");
        JsonNode content = outcome.path("content");
        assertThat(content)
                .extracting(block -> block.path("type").asText())
                .containsExactly("text", "tool_use", "tool_use");
        assertThat(content.at("/1/id").asText()).isEqualTo("toolu_a");
        assertThat(content.at("/1/name").asText()).isEqualTo("get_weather");
        assertThat(content.at("/1/input")).isEqualTo(JsonText.parse("{\"city\":\"São Paulo \\\"S\\\"\"}"));
        assertThat(content.at("/2/id").asText()).isEqualTo("toolu_b");
        assertThat(content.at("/2/name").asText()).isEqualTo("Bash");
        assertThat(content.at("/2/input")).isEqualTo(JsonText.parse("{\"command\":\"date\"}"));
        assertThat(outcome.path("pieces"))
                .extracting(JsonNode::asText)
                .filteredOn(piece -> !piece.isEmpty())
                .containsExactly("{\"ci", "ty\": \"São", " Paulo \\", "\"S\\\"\"", "}", "{\"command\":", "\"date\"}");
        assertThat(asked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Sdk.class)
    void structuredAnswer_isParsed(Sdk sdk) throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("{\"capital\":\"Rome\",\"people\":59000000}")
                        .end("end_turn"));

        JsonNode outcome = sdk.tools(proxy.url(), KEY, "structured", "Italy?");

        assertThat(outcome.path("parsed")).isEqualTo(JsonText.parse("{\"capital\":\"Rome\",\"people\":59000000}"));
        List<JsonNode> asked = asked();
        assertThat(asked).hasSize(1);
        JsonNode format = asked.get(0).at("/output_config/format");
        assertThat(format.path("type").asText()).isEqualTo("json_schema");
        assertThat(format.at("/schema/properties/capital/type").asText()).isEqualTo("string");
        assertThat(format.at("/schema/properties/people/type").asText()).isEqualTo("integer");
        assertThat(format.at("/schema/required")).extracting(JsonNode::asText).containsExactly("capital", "people");
    }

    @ParameterizedTest
    @CsvSource({"TYPESCRIPT_OLD, 1500", "TYPESCRIPT_NEW, 1500", "JAVA_OLD, 1500", "JAVA_NEW, 1500"})
    void image_arrivesByteForByte(Sdk sdk, int width, @TempDir Path folder) throws Exception {
        Path png = noise(folder.resolve("noise.png"), width, 60);

        JsonNode outcome = sdk.tools(proxy.url(), KEY, "image", "[[say I see]]", png.toString());

        assertThat(outcome.path("text").asText()).isEqualTo("I see");
        List<JsonNode> asked = asked();
        assertThat(asked).hasSize(1);
        JsonNode content = messages(asked.get(0)).at("/0/content");
        assertThat(content).hasSize(2);
        assertThat(content.at("/0/source/media_type").asText()).isEqualTo("image/png");
        assertThat(Base64.getDecoder().decode(content.at("/0/source/data").asText()))
                .isEqualTo(Files.readAllBytes(png));
    }

    @ParameterizedTest
    @EnumSource(
            value = Sdk.class,
            names = {"TYPESCRIPT_OLD", "TYPESCRIPT_NEW"})
    void tokensAndModels_areCountedAndPagedThrough(Sdk sdk) throws Exception {
        JsonNode outcome = sdk.tools(proxy.url(), KEY, "lookups", "how many?");

        assertThat(outcome.path("tokens").asInt()).isEqualTo(ScriptedApi.TOKENS);
        assertThat(outcome.path("listed")).hasSizeGreaterThan(3).doesNotHaveDuplicates();
        assertThat(outcome.path("one")).isEqualTo(outcome.at("/listed/0"));
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, ask", "TYPESCRIPT_OLD, askstream",
        "TYPESCRIPT_NEW, ask", "TYPESCRIPT_NEW, askstream",
        "JAVA_OLD, ask", "JAVA_OLD, askstream",
        "JAVA_NEW, ask", "JAVA_NEW, askstream"
    })
    void overload_isRetriedByTheSdkAlone(Sdk sdk, String scenario) throws Exception {
        // the CLI would ask again after five seconds
        proxy.api().replyNext(ApiReply.statusToRetryAfter(529, "overloaded", "5"));

        JsonNode outcome = sdk.tools(proxy.url(), KEY, scenario, "[[say fine now]]");

        assertThat(outcome.path("text").asText()).isEqualTo("fine now");
        assertThat(asked()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, ask, BadRequestError", "TYPESCRIPT_OLD, askstream, BadRequestError",
        "TYPESCRIPT_NEW, ask, BadRequestError", "TYPESCRIPT_NEW, askstream, BadRequestError",
        "JAVA_OLD, ask, BadRequestException", "JAVA_OLD, askstream, BadRequestException",
        "JAVA_NEW, ask, BadRequestException", "JAVA_NEW, askstream, BadRequestException"
    })
    void badRequest_isNotRetriedByTheSdk(Sdk sdk, String scenario, String failure) throws Exception {
        proxy.api().failNext(400);
        proxy.api().failNext(400); // the CLI itself asks once more, with fewer beta headers, and does not say so

        JsonNode outcome = sdk.tools(proxy.url(), KEY, scenario, "[[say never]]");

        assertThat(outcome.path("class").asText()).isEqualTo(failure);
        assertThat(outcome.path("status").asInt()).isEqualTo(400);
        assertThat(asked()).hasSize(2);
    }

    /** What this test has asked of the API, once no CLI has anything left to ask. */
    private List<JsonNode> asked() {
        proxy.awaitRest("x-api-key", KEY);
        return proxy.api().turns().stream()
                .skip(before)
                .map(ScriptedApi.Recorded::body)
                .toList();
    }

    private static ArrayNode messages(JsonNode body) {
        return (ArrayNode) Fidelity.received(body, Json.object()).path("messages");
    }

    /** A picture that no encoder makes smaller. */
    private static Path noise(Path file, int width, int height) throws IOException {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
