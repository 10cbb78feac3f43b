package io.github.claudecliproxy.messages;

import static io.github.claudecliproxy.messages.MessageEvents.delta;
import static io.github.claudecliproxy.messages.MessageEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageEventTest {
    @Test
    void of_withoutType_hasEmptyType() {
        assertThat(event("{'a':1}").type()).isEmpty();
    }

    @Test
    void stopReason_missingOrNull_isEmpty() {
        assertThat(event("{'type':'message_delta'}").stopReason()).isEmpty();
        assertThat(event("{'type':'message_delta','delta':{'stop_reason':null}}")
                        .stopReason())
                .isEmpty();
        assertThat(event("{'type':'message_delta','delta':{'stop_reason':'end_turn'}}")
                        .stopReason())
                .isEqualTo("end_turn");
    }

    @Test
    void textChars_anyDelta_countsTextAlone() {
        assertThat(delta(0, "{'type':'text_delta','text':'abc'}").textChars()).isEqualTo(3);
        assertThat(delta(0, "{'type':'thinking_delta','thinking':'abc'}").textChars())
                .isZero();
        assertThat(event("{'type':'ping','delta':{'text':'abc'}}").textChars()).isZero();
    }

    @Test
    void usage_startOrDelta_isFoundWhereItStands() {
        assertThat(event("{'type':'message_start','message':{'usage':{'input_tokens':1}}}")
                        .usage()
                        .path("input_tokens")
                        .intValue())
                .isEqualTo(1);
        assertThat(event("{'type':'message_delta','usage':{'output_tokens':2}}")
                        .usage()
                        .path("output_tokens")
                        .intValue())
                .isEqualTo(2);
        assertThat(event("{'type':'ping'}").usage().isMissingNode()).isTrue();
    }
}
