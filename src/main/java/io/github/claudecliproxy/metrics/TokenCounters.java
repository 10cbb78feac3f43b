package io.github.claudecliproxy.metrics;

import io.github.claudecliproxy.messages.TokenCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The tokens of one model and one key, a counter for each kind. */
record TokenCounters(Counter input, Counter output, Counter cacheRead, Counter cacheWrite5m, Counter cacheWrite1h) {
    static TokenCounters register(MeterRegistry registry, String model, String key) {
        return new TokenCounters(
                counter(registry, "input", model, key),
                counter(registry, "output", model, key),
                counter(registry, "cache_read", model, key),
                counter(registry, "cache_write_5m", model, key),
                counter(registry, "cache_write_1h", model, key));
    }

    private static Counter counter(MeterRegistry registry, String kind, String model, String key) {
        return Counter.builder("claude.proxy.tokens")
                .description("Tokens as the API counts them")
                .tags("kind", kind, "model", model, "key", key)
                .register(registry);
    }

    void add(TokenCounts tokens) {
        input.increment((double) tokens.input());
        output.increment((double) tokens.output());
        cacheRead.increment((double) tokens.cacheRead());
        cacheWrite5m.increment((double) tokens.cacheWrite5m());
        cacheWrite1h.increment((double) tokens.cacheWrite1h());
    }
}
