package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.messages.TokenCounts;
import org.junit.jupiter.api.Test;

class UsageTest {
    private final Usage usage = new Usage();

    @Test
    void add_nothing_isZero() {
        assertUsage(0, 0, 0);
    }

    @Test
    void add_runningTotals_replaceEachOther() {
        add("{'type':'message_start','message':{'usage':{'input_tokens':25,'output_tokens':1}}}");
        assertUsage(0, 25, 1);

        add("{'type':'message_delta','usage':{'output_tokens':7}}");
        add("{'type':'message_delta','usage':{'input_tokens':null,'output_tokens':12}}");
        add("{'type':'message_stop'}");

        assertUsage(0, 25, 12);
    }

    @Test
    void add_secondAnswer_isAddedToTheFirst() {
        add("{'type':'message_start','message':{'usage':{'input_tokens':10,'output_tokens':1}}}");
        add("{'type':'message_delta','usage':{'output_tokens':5}}");

        add("{'type':'message_start','message':{'usage':{'input_tokens':20,'output_tokens':2}}}");
        add("{'type':'message_delta','usage':{'input_tokens':21,'output_tokens':6}}");

        assertUsage(0, 31, 11);
    }

    @Test
    void add_text_countsItsCharacters() {
        add("{'type':'content_block_delta','delta':{'type':'text_delta','text':'abc'}}");
        add("{'type':'content_block_delta','delta':{'type':'thinking_delta','thinking':'abc'}}");
        add("{'type':'content_block_delta','delta':{'type':'text_delta','text':'de'}}");

        assertUsage(5, 0, 0);
    }

    @Test
    void add_modelAndFirstToken_areThoseOfTheAnswer() {
        assertThat(usage.model()).isEmpty();
        add("{'type':'message_start','message':{'model':'claude-opus-5-5'}}");
        assertThat(usage.firstToken()).isEmpty();
        add("{'type':'content_block_delta','delta':{'type':'text_delta','text':'abc'}}");

        assertThat(usage.model()).isEqualTo("claude-opus-5-5");
        assertThat(usage.firstToken()).isPresent();
    }

    private void add(String event) {
        usage.add(MessageEvent.of(CliEvents.object(event)));
    }

    private void assertUsage(long chars, long input, long output) {
        assertThat(usage.chars()).isEqualTo(chars);
        assertThat(usage.tokens()).isEqualTo(new TokenCounts(input, output, 0, 0, 0));
    }
}
