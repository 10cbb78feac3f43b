package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.messages.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestTest {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(3);

    @Test
    void of_promptAlone_hasDefaults() throws Exception {
        ChatRequest request = request("{'prompt':' hi '}");

        assertThat(request).isEqualTo(new ChatRequest(" hi ", "", "", 2, DEFAULT_TIMEOUT, Optional.empty(), Set.of()));
    }

    @Test
    void of_everyField_isTaken() throws Exception {
        ChatRequest request = request("{'prompt':'p','model':'opus','systemPrompt':'s','maxTurns':7,"
                + "'timeoutMs':1500,'priority':'high','colour':'red','stream':true}");

        assertThat(request)
                .isEqualTo(new ChatRequest(
                        "p", "opus", "s", 7, Duration.ofMillis(1500), Optional.of("high"), Set.of("colour", "stream")));
    }

    @Test
    void of_nulls_countAsMissing() throws Exception {
        ChatRequest request = request(
                "{'prompt':'p','model':null,'systemPrompt':null,'maxTurns':null,'timeoutMs':null,'priority':null}");

        assertThat(request).isEqualTo(request("{'prompt':'p'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                 | prompt: required",
                "{'prompt':null}                    | prompt: required",
                "{'prompt':' \\n\\t'}               | prompt: required",
                "{'prompt':['p']}                   | prompt: Input should be a string",
                "{'prompt':'p','model':'-x'}        | model: '-x' is not a model name",
                "{'prompt':'p','model':{}}          | model: Input should be a string",
                "{'prompt':'p','systemPrompt':1}    | systemPrompt: Input should be a string",
                "{'prompt':'p','maxTurns':0}        | maxTurns: Input should be a whole number from 1 to 100",
                "{'prompt':'p','maxTurns':101}      | maxTurns: Input should be a whole number from 1 to 100",
                "{'prompt':'p','maxTurns':2.5}      | maxTurns: Input should be a whole number from 1 to 100",
                "{'prompt':'p','timeoutMs':-1}      | timeoutMs: Input should be a whole number from 1 to 3600000",
                "{'prompt':'p','timeoutMs':3600001} | timeoutMs: Input should be a whole number from 1 to 3600000",
                "{'prompt':'p','timeoutMs':'9'}     | timeoutMs: Input should be a whole number from 1 to 3600000",
                "{'prompt':'p','priority':3}        | priority: Input should be a string",
                "{'prompt':'p','prompt':'q'}        | The request body is not valid JSON",
                "{'prompt':'\\ud800'}              | The request body is not valid JSON: no low surrogate in string: prompt",
                "[]                                 | The request body must be a JSON object"
            })
    void of_somethingWrong_isNamed(String body, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> request(body))
                .satisfies(refusal -> assertThat(refusal.error().message()).startsWith(message));
    }

    private static ChatRequest request(String json) throws InvalidRequestException {
        return ChatRequest.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 2, DEFAULT_TIMEOUT);
    }
}
