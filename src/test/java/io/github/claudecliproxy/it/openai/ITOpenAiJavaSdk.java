package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.ClientProgram;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's Java SDK, which checks that an answer has every field that it must have. */
class ITOpenAiJavaSdk {
    private static final String KEY = "sdk-test-key";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("PROXY_API_KEY", KEY);

    @ParameterizedTest
    @ValueSource(strings = {"plain", "stream"})
    void completion_isTheSdksOwn(String scenario) throws Exception {
        JsonNode answer = run(KEY, scenario);

        assertThat(answer.path("text").asText()).isEqualTo("one two");
        assertThat(answer.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.path("model").asText()).isEqualTo("claude-sonnet-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "responsesstream"})
    void response_isTheSdksOwn(String scenario) throws Exception {
        JsonNode answer = run(KEY, scenario);

        assertThat(answer.path("text").asText()).isEqualTo("one two");
        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(answer.path("output_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
    }

    @Test
    void refusal_isTheSdksOwnException() throws Exception {
        JsonNode error = run("wrong", "error");

        assertThat(error.path("class").asText()).isEqualTo("UnauthorizedException");
        assertThat(error.path("code").asText()).isEqualTo("invalid_api_key");
    }

    private static JsonNode run(String key, String scenario) throws Exception {
        return ClientProgram.run(
                Path.of("src/test/sdk/openai-java").toAbsolutePath(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target/openai-java", "*").toAbsolutePath().toString(),
                        "OpenAiProbe.java",
                        proxy.url() + "/v1",
                        key,
                        scenario,
                        "claude-sonnet-5",
                        "[[say one two]]"));
    }
}
