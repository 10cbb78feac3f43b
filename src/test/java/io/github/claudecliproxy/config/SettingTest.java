package io.github.claudecliproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void values_all_haveTheNamesAndDefaultsThatUsersKnow() {
        String table = """
                CLAUDE_PROXY_PORT=9100
                CLAUDE_PROXY_HOST=127.0.0.1,::1
                CLAUDE_PROXY_ALLOW_OPEN=false
                MAX_CONCURRENT=5
                MAX_QUEUE_DEPTH=20
                QUEUE_TIMEOUT_MS=60000
                QUEUE_AGING_MS=20000
                DEFAULT_TIMEOUT_MS=180000
                DEFAULT_MAX_TURNS=2
                MESSAGES_TIMEOUT_MS=600000
                STREAM_PING_MS=5000
                PROXY_API_KEY=
                PROXY_API_KEYS_FILE=
                CLAUDE_PROXY_PAGE=true
                CLAUDE_CLI_PATH=
                CLAUDE_PROXY_TOOLS=
                CLAUDE_PROXY_MODEL_ALIASES=
                CLAUDE_PROXY_UPSTREAM_RETRIES=0
                CLAUDE_PROXY_PLAN_ONLY=false
                CLAUDE_PROXY_IDLE_MS=300000
                CLAUDE_PROXY_MAX_AGE_MS=3600000
                CLAUDE_PROXY_MAX_CONVERSATIONS=500
                CLAUDE_PROXY_MAX_MEMORY_MB=400
                CLAUDE_PROXY_REUSE_PROCESSES=true
                CLAUDE_PROXY_SHARE_SESSIONS=false
                CLAUDE_PROXY_MAX_PROCESSES=0
                CLAUDE_PROXY_DATABASE=
                CLAUDE_PROXY_DATA_SOURCE=
                CLAUDE_PROXY_WORKDIR=
                CLAUDE_PROXY_ALLOWED_ORIGINS=
                CLAUDE_PROXY_ALLOWED_HOSTS=
                CLAUDE_PROXY_MAX_BODY_BYTES=33554432
                CLAUDE_PROXY_BODY_TIMEOUT_MS=60000
                """;

        assertThat(Arrays.stream(Setting.values()).map(setting -> setting.name() + "=" + setting.defaultValue()))
                .containsExactlyInAnyOrderElementsOf(table.lines().toList());
    }

    @Test
    void secret_whatMayHoldAKeyOrAPassword() {
        assertThat(Setting.values())
                .filteredOn(Setting::secret)
                .containsExactly(Setting.PROXY_API_KEY, Setting.CLAUDE_PROXY_DATABASE);
    }

    @Test
    void meaning_all_isSaid() {
        assertThat(Setting.values())
                .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
    }
}
