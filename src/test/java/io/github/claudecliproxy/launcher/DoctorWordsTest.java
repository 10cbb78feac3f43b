package io.github.claudecliproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorWordsTest {
    private static final Path CLAUDE = Path.of("/usr/local/bin/claude");

    @Test
    void notLoggedIn_inAContainer_namesWhatWorksThere() {
        assertThat(DoctorWords.notLoggedIn(CLAUDE, true))
                .contains("CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_LOGIN")
                .doesNotContain("run /");
        assertThat(DoctorWords.notLoggedIn(CLAUDE, false)).contains("run /usr/local/bin/claude auth login");
    }

    @Test
    void inContainer_isToldByItsEnvironment() {
        assertThat(DoctorWords.inContainer(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .isTrue();
        assertThat(DoctorWords.inContainer(Map.of("container", "podman"))).isTrue();
    }

    @Test
    void firstQuestion_bringsAKeyWhereOneIsNeeded() {
        assertThat(DoctorWords.firstQuestion("http://[::1]:1", true))
                .contains("http://[::1]:1/v1/messages", "x-api-key");
        assertThat(DoctorWords.firstQuestion("http://[::1]:1", false)).doesNotContain("x-api-key");
    }
}
