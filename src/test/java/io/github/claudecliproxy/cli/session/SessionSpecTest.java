package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSpecTest {
    @ParameterizedTest
    @ValueSource(strings = {"--dangerously-skip-permissions", "-p", "-", "", " "})
    void new_modelLikeAnOption_isRefused(String model) {
        assertThatIllegalArgumentException().isThrownBy(() -> spec(Optional.of(model), List.of()));
    }

    @Test
    void new_modelOrNone_isTaken() {
        assertThat(spec(Optional.of("opus[1m]"), List.of()).model()).contains("opus[1m]");
        assertThat(spec(Optional.empty(), List.of()).model()).isEmpty();
    }

    @Test
    void new_listChangedLater_isKeptAsItWas() {
        List<String> system = new ArrayList<>(List.of("a"));
        SessionSpec spec = spec(Optional.empty(), system);

        system.add("b");

        assertThat(spec.systemPrompt()).containsExactly("a");
    }

    private static SessionSpec spec(Optional<String> model, List<String> system) {
        return new SessionSpec(
                "", model, system, List.of(), Json.object(), Json.object(), List.of(), List.of(), false, true);
    }
}
