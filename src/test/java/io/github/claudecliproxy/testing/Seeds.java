package io.github.claudecliproxy.testing;

import java.security.SecureRandom;

/**
 * Checks a property with many seeds, new ones in each run. The system property {@code fuzz.tries} says how many; {@code
 * seed} says the first, which repeats a failure.
 */
public final class Seeds {
    private static final int TRIES = Integer.getInteger("fuzz.tries", 1000);

    private Seeds() {}

    /** What must hold for every seed; from equal seeds it makes equal values. */
    @FunctionalInterface
    public interface Check {
        void accept(long seed) throws Exception;
    }

    /**
     * Checks it with each seed in turn.
     *
     * @throws AssertionError at the first seed that fails; its message says how to repeat it
     */
    public static void each(Check check) {
        long first = Long.getLong("seed", new SecureRandom().nextLong());
        for (int i = 0; i < TRIES; i++) {
            long seed = first + i;
            try {
                check.accept(seed);
            } catch (Throwable failure) {
                throw new AssertionError(
                        "Fails after " + i + " tries; repeat it with -Dseed=" + seed + " -Dfuzz.tries=1: " + failure,
                        failure);
            }
        }
    }
}
