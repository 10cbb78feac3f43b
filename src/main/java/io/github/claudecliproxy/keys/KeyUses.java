package io.github.claudecliproxy.keys;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Admits turns and lookups within the limits of their keys, and counts what each name uses. A request that is refused
 * counts for nothing. When the keys file changes, the counts go on under the new limits. Thread-safe; of requests that
 * race for the last place exactly one gets it.
 */
public final class KeyUses {
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final BiConsumer<String, String> refused;

    /** By name; the names are those of the keys file, which bound their number. */
    private final Map<String, KeyUse> byName = new ConcurrentHashMap<>();

    /**
     * No uses yet.
     *
     * @param clock tells the day, which begins at midnight UTC
     * @param ticker counts nanoseconds as {@link System#nanoTime()} does
     * @param refused is told the name of the key and the limit of each refusal; must be quick
     */
    public KeyUses(InstantSource clock, LongSupplier ticker, BiConsumer<String, String> refused) {
        this.clock = clock;
        this.ticker = ticker;
        this.refused = refused;
    }

    /** By the clocks of this machine. */
    public KeyUses(BiConsumer<String, String> refused) {
        this(InstantSource.system(), System::nanoTime, refused);
    }

    /** A turn that was admitted and has not ended. */
    @FunctionalInterface
    public interface Admission {
        /** The turn has ended; to be called once. */
        void end(long tokens);
    }

    /**
     * Admits a turn.
     *
     * @throws InvalidRequestException 429 at a limit, 403 for a model that is not the key's
     */
    public Admission admitTurn(AdmittedKey key, String model) throws InvalidRequestException {
        if (key.name().isEmpty()) {
            return tokens -> {};
        }
        checkModel(key, model);
        KeyUse use = of(key.name());
        checkLimit(key, use.begin(key.limits()));
        return use::end;
    }

    /** Admits a lookup about a model, as {@link #admitTurn} does. It is no turn: it is not among the concurrent ones. */
    public void admitLookup(AdmittedKey key, String model) throws InvalidRequestException {
        checkModel(key, model);
        admitLookup(key);
    }

    /**
     * Admits a lookup.
     *
     * @throws InvalidRequestException 429 at a limit
     */
    public void admitLookup(AdmittedKey key) throws InvalidRequestException {
        if (!key.name().isEmpty()) {
            checkLimit(key, of(key.name()).lookup(key.limits()));
        }
    }

    /**
     * Adds what was used on a day before this start, unless the day has ended meanwhile.
     *
     * @param used tokens of all kinds, by the name of the key
     */
    public void recall(LocalDate day, Map<String, Long> used) {
        used.forEach((name, tokens) -> of(name).recall(tokens, day));
    }

    private KeyUse of(String name) {
        return byName.computeIfAbsent(name, unused -> new KeyUse(clock, ticker));
    }

    private void checkModel(AdmittedKey key, String model) throws InvalidRequestException {
        try {
            key.checkModel(model);
        } catch (InvalidRequestException notAllowed) {
            refused.accept(key.name(), KeyOption.MODELS.word());
            throw notAllowed;
        }
    }

    private void checkLimit(AdmittedKey key, Optional<KeyUse.Reached> reached) throws InvalidRequestException {
        if (reached.isPresent()) {
            KeyUse.Reached limit = reached.orElseThrow();
            refused.accept(key.name(), limit.limit());
            String message = limit.limit() + " of the key '" + key.name() + "' is reached";
            throw new InvalidRequestException(
                    ApiError.of(ErrorType.RATE_LIMIT, message).afterWait(limit.left()));
        }
    }
}
