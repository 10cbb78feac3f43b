package io.github.claudecliproxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One counter for each value of an enum, all there from the start: a rate needs a zero to begin from. */
final class EnumCounters<E extends Enum<E>> {
    private final Map<E, Counter> counters;

    EnumCounters(MeterRegistry registry, String name, String description, String label, Class<E> type) {
        this.counters = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            counters.put(
                    value,
                    Counter.builder(name)
                            .description(description)
                            .tag(label, value.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void increment(E value) {
        counter(value).increment();
    }

    long count(E value) {
        return (long) counter(value).count();
    }

    private Counter counter(E value) {
        return Objects.requireNonNull(counters.get(value));
    }
}
