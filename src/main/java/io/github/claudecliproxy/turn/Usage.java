package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.messages.MessageEvent;

/**
 * What a turn used: characters of text, and tokens as the API reports them, summed over the model's answers. Written
 * by the turn's thread; others read it once the turn is settled.
 */
public final class Usage {
    private long chars;
    private long settledInput;
    private long settledOutput;
    private long input;
    private long output;

    /**
     * The token counts of one answer are running totals: a later one replaces an earlier one, and the next answer
     * adds to them.
     */
    void add(MessageEvent event) {
        if (event.is(MessageEvent.MESSAGE_START)) {
            settledInput += input;
            settledOutput += output;
            input = 0;
            output = 0;
        }
        chars += event.textChars();
        input = event.usage().path("input_tokens").asLong(input);
        output = event.usage().path("output_tokens").asLong(output);
    }

    public long chars() {
        return chars;
    }

    public long inputTokens() {
        return settledInput + input;
    }

    public long outputTokens() {
        return settledOutput + output;
    }
}
