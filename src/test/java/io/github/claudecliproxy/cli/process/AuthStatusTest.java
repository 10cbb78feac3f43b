package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthStatusTest {
    @ParameterizedTest
    @CsvSource({
        "api_key, firstParty, 'an API key, at Anthropic''s API'",
        "claude.ai, firstParty, 'a Claude plan, at Anthropic''s API'",
        "third_party, bedrock, 'a cloud account, at Amazon Bedrock'",
        "from_tomorrow, '', from_tomorrow"
    })
    void inWords_arePlain(String method, String provider, String words) {
        assertThat(new AuthStatus(true, method, provider).inWords()).isEqualTo(words);
    }
}
