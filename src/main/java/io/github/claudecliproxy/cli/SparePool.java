package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.SessionSpec.Opening;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The spares of one model. Guarded by its owner's lock, but for {@link #end}, which is for when it has no owner. */
final class SparePool {
    private final ArrayDeque<CliSession> spares = new ArrayDeque<>();
    private @Nullable Opening last;
    private boolean again;
    private long usedNanos = System.nanoTime();

    /**
     * The first spare that lives and fits. One that was prepared for other conversations than those that come now makes
     * way for a better one.
     */
    Optional<CliSession> take(Opening opening) {
        again = last != null && last.announcesAs(opening);
        last = opening;
        usedNanos = System.nanoTime();
        for (CliSession spare : spares) {
            if (spare.process().isAlive() && spare.fits(opening)) {
                spares.remove(spare);
                return Optional.of(spare);
            }
        }
        takeAny().ifPresent(CliSession::terminate);
        return Optional.empty();
    }

    Optional<CliSession> takeAny() {
        return Optional.ofNullable(spares.poll());
    }

    Optional<Opening> likely() {
        return again ? Optional.ofNullable(last) : Optional.empty();
    }

    void add(CliSession spare) {
        spares.add(spare);
    }

    boolean remove(CliSession spare) {
        return spares.remove(spare);
    }

    int size() {
        return spares.size();
    }

    boolean unusedFor(Duration idle) {
        return System.nanoTime() - usedNanos > idle.toNanos();
    }

    void end() {
        spares.forEach(CliSession::terminate);
    }
}
