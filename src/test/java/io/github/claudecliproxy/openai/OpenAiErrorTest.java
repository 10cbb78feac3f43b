package io.github.claudecliproxy.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            INVALID_REQUEST | messages[0].content: must be a string | messages[0].content | -
            INVALID_REQUEST | messages.3.content.0: wrong           | messages            | -
            INVALID_REQUEST | prompt is too long: 9 tokens          | -                   | context_length_exceeded
            INVALID_REQUEST | The request body is not valid JSON: x | -                   | -
            AUTHENTICATION  | invalid x-api-key                     | -                   | invalid_api_key
            NOT_FOUND       | model: there is no 'gpt-4o' here      | model               | model_not_found
            NOT_FOUND       | previous_response_id: no response     | previous_response_id | previous_response_not_found
            NOT_FOUND       | Not found: this server has            | -                   | -
            RATE_LIMIT      | too many                              | -                   | rate_limit_exceeded
            OVERLOADED      | Overloaded                            | -                   | server_error
            PERMISSION      | no                                    | -                   | -
            """)
    void error_hasOpenAisEnvelope(ErrorType type, String message, String param, String code) {
        JsonNode error = OpenAiError.toJson(ApiError.of(type, message)).path("error");

        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("type").asText()).isEqualTo(type.wireName());
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.has("param")).isTrue();
        assertThat(error.has("code")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt-4o              | 'gpt-4o' is not of the form name=model
            a=b=c               | 'a=b=c' is not of the form name=model
            =b                  | '=b' is not of the form name=model
            a=b,                | '' is not of the form name=model
            a=b,a=c             | 'a' is there twice
            a=--model           | '--model' is not a model name
            """)
    void aliasesThatAreNone_areNamed(String pairs, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelAliases.of(pairs))
                .withMessage(message);
    }

    @Test
    void nameThatIsNoAlias_staysAsItIs() {
        assertThat(ModelAliases.of("").resolve("gpt-4o")).isEqualTo("gpt-4o");
        assertThat(ModelAliases.of(" a = b ").resolve("a")).isEqualTo("b");
    }
}
