package io.github.claudecliproxy.turn;

import static io.github.claudecliproxy.turn.CliEvents.BROKEN_OFF;
import static io.github.claudecliproxy.turn.CliEvents.START;
import static io.github.claudecliproxy.turn.CliEvents.STOP;
import static io.github.claudecliproxy.turn.CliEvents.TEXT;
import static io.github.claudecliproxy.turn.CliEvents.stopReason;
import static io.github.claudecliproxy.turn.CliEvents.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private final AnswerReader reader = new AnswerReader(1);

    @Test
    void accept_wholeAnswer_passesAndEnds() throws Exception {
        List<String> passed = accept(reader, START, TEXT, stopReason("end_turn"));
        assertThat(reader.ended()).isFalse();

        passed.addAll(accept(reader, STOP));

        assertThat(passed).containsExactly("message_start", "content_block_delta", "message_delta", "message_stop");
        assertThat(reader.ended()).isTrue();
        assertThat(reader.begun()).isTrue();
    }

    @Test
    void accept_anyEvent_passesItAsItCame() throws Exception {
        CliEvent event = streamed("{'type':'from_tomorrow','n':1.0,'x':[null]}");

        assertThat(reader.accept(event)).hasValue(MessageEvent.of(((CliEvent.Streamed) event).event()));
        assertThat(reader.begun()).isFalse();
    }

    @Test
    void accept_stopWithoutStopReason_isNoEnd() throws Exception {
        List<String> passed = accept(reader, START, TEXT, BROKEN_OFF, STOP);

        assertThat(passed).containsExactly("message_start", "content_block_delta");
        assertThat(reader.ended()).isFalse();
        assertThat(reader.wholeButForStop()).isFalse();
    }

    @Test
    void accept_stopReasonOfAnEarlierAnswer_isNotBelieved() throws Exception {
        AnswerReader several = new AnswerReader(3);

        accept(several, START, stopReason("tool_use"), STOP, START, STOP);

        assertThat(several.ended()).isFalse();
        assertThat(several.wholeButForStop()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"end_turn", "stop_sequence", "max_tokens", "refusal", "tool_use", "pause_turn", "from_tomorrow"})
    void accept_stopReason_isTheEndButForTheStop(String reason) throws Exception {
        accept(reader, START, TEXT, stopReason(reason));

        assertThat(reader.wholeButForStop()).isTrue();
        accept(reader, STOP);
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void end_stopNeverCame_endsTheAnswer() throws Exception {
        accept(reader, START, stopReason("max_tokens"));

        reader.end();

        assertThat(reader.ended()).isTrue();
        assertThat(reader.wholeButForStop()).isFalse();
    }

    @Test
    void accept_toolUseWithTurnsLeft_goesOn() throws Exception {
        AnswerReader several = new AnswerReader(2);

        accept(several, START, stopReason("tool_use"));
        assertThat(several.wholeButForStop()).isFalse();
        accept(several, STOP);
        assertThat(several.ended()).isFalse();
        accept(several, START, TEXT, stopReason("end_turn"), STOP);

        assertThat(several.ended()).isTrue();
    }

    @Test
    void accept_toolUseWithNoTurnLeft_isTheTurnLimit() throws Exception {
        AnswerReader several = new AnswerReader(2);
        accept(several, START, stopReason("tool_use"), STOP, START, TEXT);

        assertThatExceptionOfType(WorkException.class)
                .isThrownBy(() -> several.accept(stopReason("tool_use")))
                .satisfies(failure -> {
                    assertThat(failure.error().status()).isEqualTo(422);
                    assertThat(failure.error().message()).contains("limit of 2 turns");
                    assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
                    assertThat(failure.logEvent()).isEqualTo("MAX_TURNS");
                });
    }

    @Test
    void accept_maxTokensWithTurnsLeft_mustStop() throws Exception {
        AnswerReader several = new AnswerReader(5);

        accept(several, START, stopReason("max_tokens"));
    }

    private static List<String> accept(AnswerReader reader, CliEvent... events) throws WorkException {
        List<String> passed = new ArrayList<>();
        for (CliEvent event : events) {
            reader.accept(event).map(MessageEvent::type).ifPresent(passed::add);
        }
        return passed;
    }
}
