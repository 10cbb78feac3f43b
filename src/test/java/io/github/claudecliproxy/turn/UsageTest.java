package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.messages.MessageEvent;
import org.junit.jupiter.api.Test;

class UsageTest {
    private final Usage tally = new Usage();

    @Test
    void add_nothing_isZero() {
        assertTally(0, 0, 0);
    }

    @Test
    void add_runningTotals_replaceEachOther() {
        add("{'type':'message_start','message':{'usage':{'input_tokens':25,'output_tokens':1}}}");
        assertTally(0, 25, 1);

        add("{'type':'message_delta','usage':{'output_tokens':7}}");
        add("{'type':'message_delta','usage':{'input_tokens':null,'output_tokens':12}}");
        add("{'type':'message_stop'}");

        assertTally(0, 25, 12);
    }

    @Test
    void add_secondAnswer_isAddedToTheFirst() {
        add("{'type':'message_start','message':{'usage':{'input_tokens':10,'output_tokens':1}}}");
        add("{'type':'message_delta','usage':{'output_tokens':5}}");

        add("{'type':'message_start','message':{'usage':{'input_tokens':20,'output_tokens':2}}}");
        add("{'type':'message_delta','usage':{'input_tokens':21,'output_tokens':6}}");

        assertTally(0, 31, 11);
    }

    @Test
    void add_text_countsItsCharacters() {
        add("{'type':'content_block_delta','delta':{'type':'text_delta','text':'abc'}}");
        add("{'type':'content_block_delta','delta':{'type':'thinking_delta','thinking':'abc'}}");
        add("{'type':'content_block_delta','delta':{'type':'text_delta','text':'de'}}");

        assertTally(5, 0, 0);
    }

    private void add(String event) {
        tally.add(MessageEvent.of(CliEvents.object(event)));
    }

    private void assertTally(long chars, long input, long output) {
        assertThat(tally.chars()).isEqualTo(chars);
        assertThat(tally.inputTokens()).isEqualTo(input);
        assertThat(tally.outputTokens()).isEqualTo(output);
    }
}
