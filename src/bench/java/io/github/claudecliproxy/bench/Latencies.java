package io.github.claudecliproxy.bench;

/**
 * What is sampled of each side.
 *
 * @param fresh a new conversation
 * @param system a new conversation with a system prompt that is new too
 * @param branch another last question in a conversation of three turns
 * @param next the next turn
 * @param tools a whole tool loop
 */
record Latencies(Latency fresh, Latency system, Latency branch, Latency next, Sample tools) {
    Latencies() {
        this(new Latency(), new Latency(), new Latency(), new Latency(), new Sample());
    }
}
