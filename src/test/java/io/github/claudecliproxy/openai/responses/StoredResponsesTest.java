package io.github.claudecliproxy.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import org.junit.jupiter.api.Test;

class StoredResponsesTest {
    private static final int ROOM_FOR_THREE = 1500;

    private static final int LARGE = 1_000_000;

    private final StoredResponses stored = new StoredResponses(ROOM_FOR_THREE);

    @Test
    void anotherKey_knowsNothingOfIt() throws Exception {
        keep("resp_1", "");

        assertThat(stored.of("one", LARGE).conversation("resp_1")).isPresent();
        assertThat(stored.of("other", LARGE).conversation("resp_1")).isEmpty();
        assertThat(stored.of("one", LARGE).block("msg_1_0")).isPresent();
        assertThat(stored.of("other", LARGE).block("msg_1_0")).isEmpty();
    }

    @Test
    void shortRequest_cannotBringBackMuch() throws Exception {
        keep("resp_1", "");
        Earlier earlier = stored.of("one", 500);
        assertThat(earlier.block("msg_1_0")).isPresent();
        assertThat(earlier.block("msg_1_0")).isPresent();

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> earlier.block("msg_1_0"))
                .withMessageContaining("CLAUDE_PROXY_MAX_BODY_BYTES");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> stored.of("one", 300).conversation("resp_1"))
                .satisfies(refused -> assertThat(refused.error().status()).isEqualTo(413));
    }

    @Test
    void largeQuestions_leaveTheAnswersTheirRoom() throws Exception {
        for (int i = 1; i < 4; i++) {
            ArrayNode large = Json.mapper().createArrayNode();
            large.addObject().put("role", "user").put("content", "q".repeat(ROOM_FOR_THREE / 4));
            stored.keep("one", "resp_" + i, new Kept("", Json.bytes(large)), content());
        }

        assertThat(stored.of("one", LARGE).conversation("resp_1")).isEmpty();
        assertThat(stored.of("one", LARGE).block("msg_1_0")).isPresent();
        assertThat(stored.of("one", LARGE).conversation("resp_3")).isPresent();
    }

    @Test
    void whatNobodyNamedForLongest_goesFirst() throws Exception {
        keep("resp_1", "");
        keep("resp_2", "");
        keep("resp_3", "");
        assertThat(stored.of("one", LARGE).conversation("resp_1")).isPresent();

        keep("resp_4", "");

        assertThat(stored.of("one", LARGE).conversation("resp_2")).isEmpty();
        assertThat(stored.of("one", LARGE).conversation("resp_1")).isPresent();
        assertThat(stored.of("one", LARGE).conversation("resp_4")).isPresent();
    }

    @Test
    void responseWhoseBeginningIsGone_isGone() throws Exception {
        keep("resp_1", "");
        keep("resp_2", "resp_1");
        assertThat(stored.of("one", LARGE).conversation("resp_2").orElseThrow()).hasSize(4);

        for (int i = 3; i < 7; i++) {
            keep("resp_" + i, "");
        }

        assertThat(stored.of("one", LARGE).conversation("resp_2")).isEmpty();
    }

    @Test
    void responseBeyondAllRoom_isNotKept() throws Exception {
        ArrayNode large = content();
        large.addObject().put("text", "x".repeat(ROOM_FOR_THREE));
        keep("resp_1", "");

        stored.keep("one", "resp_2", question(""), large);

        assertThat(stored.of("one", LARGE).conversation("resp_2")).isEmpty();
        keep("resp_3", "");
        assertThat(stored.of("one", LARGE).conversation("resp_3")).isPresent();
    }

    @Test
    void itemThatIsNone_isNotFound() throws Exception {
        keep("resp_1", "");

        assertThat(stored.of("one", LARGE).block("msg_1_7")).isEmpty();
        assertThat(stored.of("one", LARGE).block("msg_2_0")).isEmpty();
        assertThat(stored.of("one", LARGE).block("anything")).isEmpty();
    }

    private void keep(String id, String previous) {
        stored.keep("one", id, question(previous), content());
    }

    private static Kept question(String previous) {
        ArrayNode messages = Json.mapper().createArrayNode();
        messages.addObject().put("role", "user").put("content", "q");
        return new Kept(previous, Json.bytes(messages));
    }

    private static ArrayNode content() {
        ArrayNode content = Json.mapper().createArrayNode();
        content.addObject().put("type", "text").put("text", "a");
        return content;
    }
}
