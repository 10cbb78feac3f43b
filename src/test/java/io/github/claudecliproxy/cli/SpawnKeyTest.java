package io.github.claudecliproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpawnKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"--dangerously-skip-permissions", "-p", "-", "", " "})
    void new_modelLikeAnOption_isRefused(String model) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SpawnKey(Optional.of(model), List.of(), false));
    }

    @Test
    void new_modelOrNone_isTaken() {
        assertThat(new SpawnKey(Optional.of("opus[1m]"), List.of(), false).model())
                .contains("opus[1m]");
        assertThat(SpawnKey.DEFAULT.model()).isEmpty();
    }

    @Test
    void new_listChangedLater_isKeptAsItWas() {
        List<String> betas = new ArrayList<>(List.of("a"));
        SpawnKey key = new SpawnKey(Optional.empty(), betas, false);

        betas.add("b");

        assertThat(key.betas()).containsExactly("a");
    }
}
