package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionSpecTest {
    private static final SpawnKey OTHER = new SpawnKey(Optional.of("opus[1m]"), List.of("b"), true);

    @Test
    void new_messages_haveTheirOwnDigests() {
        SessionSpec spec = spec(message("user", "a"), message("assistant", "b"), message("user", "c"));

        assertThat(spec.digests())
                .containsExactly(
                        MessageIdentity.of(message("user", "a")),
                        MessageIdentity.of(message("assistant", "b")),
                        MessageIdentity.of(message("user", "c")));
        assertThat(spec.question()).isEqualTo(message("user", "c"));
    }

    @Test
    void new_listChangedLater_isKeptAsItWas() {
        List<ObjectNode> messages = new ArrayList<>(List.of(message("user", "a")));
        List<String> tools = new ArrayList<>(List.of("t"));
        SessionSpec spec = new SessionSpec("", SpawnKey.DEFAULT, "", messages, TurnSettings.PLAIN, tools, true);

        messages.clear();
        tools.clear();

        assertThat(spec.messages()).containsExactly(message("user", "a"));
        assertThat(spec.tools()).containsExactly("t");
    }

    @Test
    void toCount_anyConversation_isOneThatNoSessionHasAndNoTurn() {
        SessionSpec spec = spec(message("user", "a"), message("assistant", "b"));

        assertThat(spec.isTurn()).isTrue();
        assertThat(spec.toCount(Json.mapper().createArrayNode()).isTurn()).isFalse();
        assertThat(spec.toCount(Json.mapper().createArrayNode()).messages()).isEqualTo(spec.messages());
        assertThat(spec.toCount(Json.mapper().createArrayNode()).digests())
                .hasSize(2)
                .doesNotContainAnyElementsOf(spec.digests());
    }

    @Test
    void withKey_other_isTheSameConversation() {
        SessionSpec spec = spec(message("user", "a"));

        assertThat(spec.withKey(OTHER).key()).isEqualTo(OTHER);
        assertThat(spec.withKey(OTHER).withKey(SpawnKey.DEFAULT)).isEqualTo(spec);
    }

    private static SessionSpec spec(ObjectNode... messages) {
        return new SessionSpec("o", SpawnKey.DEFAULT, "s", List.of(messages), TurnSettings.PLAIN, List.of("t"), false);
    }

    private static ObjectNode message(String role, String text) {
        ObjectNode message = Json.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }
}
