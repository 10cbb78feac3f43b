package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A turn as its client sees it: the events that reach it, and its failure. */
final class RecordedTurn implements TurnHandler {
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final long LIMIT_SECONDS = 30;

    private final Consumer<TurnStream> reading;
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final List<ApiError> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CompletableFuture<Work> turn = new CompletableFuture<>();
    private volatile String session = "";

    RecordedTurn(Consumer<TurnStream> reading) {
        this.reading = reading;
    }

    private RecordedTurn(int events) {
        this.reading = stream -> read(stream, events);
    }

    /** One that stops reading after so many events. */
    static RecordedTurn reading(int events) {
        return new RecordedTurn(events);
    }

    @Override
    public void answer(TurnStream stream) {
        session = stream.session();
        reading.accept(stream);
        over.countDown();
    }

    private void read(TurnStream stream, int events) {
        try {
            while (!stream.ended() && passed.size() < events) {
                Optional<MessageEvent> event = stream.next(WAIT);
                event.ifPresent(next -> passed.add(next.type()));
            }
        } catch (WorkException failed) {
            failures.add(failed.error());
        }
    }

    @Override
    public void fail(WorkException failure) {
        failures.add(failure.error());
        over.countDown();
    }

    void submitted(Work handle) {
        turn.complete(handle);
    }

    Work work() {
        return turn.join();
    }

    /** Waits until the client knows how it ended. */
    RecordedTurn await() throws InterruptedException {
        assertThat(over.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return this;
    }

    List<String> passed() {
        return passed;
    }

    List<ApiError> failures() {
        return failures;
    }

    ApiError failure() {
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    String session() {
        return session;
    }
}
