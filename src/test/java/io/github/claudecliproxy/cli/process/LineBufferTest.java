package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final byte[] MEBIBYTE = new byte[1024 * 1024];

    private final LineBuffer buffer = new LineBuffer();

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void poll_linesPut_inOrder() throws Exception {
        buffer.put(List.of(bytes("a")));
        buffer.put(List.of(bytes("b")));

        assertThat(buffer.poll(LONG)).hasValue(bytes("a"));
        assertThat(buffer.poll(Duration.ZERO)).hasValue(bytes("b"));
        assertThat(buffer.poll(Duration.ZERO)).isEmpty();
        assertThat(buffer.ended()).isFalse();
    }

    @Test
    void wake_whileSomebodyPolls_endsTheWait() throws Exception {
        Waiter<Optional<byte[]>> poller = new Waiter<>(() -> buffer.poll(LONG));
        poller.awaitWaiting();

        buffer.wake();

        assertThat(poller.get()).isEmpty();
        assertThat(buffer.ended()).isFalse();
    }

    @Test
    void wake_beforeAnybodyPolls_endsTheNextWaitAlone() throws Exception {
        buffer.wake();
        assertThat(buffer.poll(LONG)).isEmpty();

        Waiter<Optional<byte[]>> poller = new Waiter<>(() -> buffer.poll(LONG));
        poller.awaitWaiting();

        buffer.put(List.of(bytes("a")));
        assertThat(poller.get()).hasValue(bytes("a"));
    }

    @Test
    void wake_forgotten_endsNoWait() throws Exception {
        buffer.wake();

        buffer.forgetWake();

        Waiter<Optional<byte[]>> poller = new Waiter<>(() -> buffer.poll(LONG));
        poller.awaitWaiting();
        buffer.put(List.of(bytes("a")));
        assertThat(poller.get()).hasValue(bytes("a"));
    }

    @Test
    void poll_nothingYet_waitsForTheNext() throws Exception {
        Waiter<Optional<byte[]>> poller = new Waiter<>(() -> buffer.poll(LONG));
        poller.awaitWaiting();

        buffer.put(List.of(bytes("late")));

        assertThat(poller.get()).hasValue(bytes("late"));
    }

    @Test
    void put_full_waitsUntilPolled() throws Exception {
        buffer.put(List.of(MEBIBYTE));
        Waiter<Boolean> putter = new Waiter<>(() -> buffer.put(List.of(bytes("next"))));
        putter.awaitWaiting();

        assertThat(buffer.poll(Duration.ZERO)).hasValue(MEBIBYTE);

        assertThat(putter.get()).isTrue();
        assertThat(buffer.poll(Duration.ZERO)).hasValue(bytes("next"));
    }

    @Test
    void put_longerThanTheBound_isTakenWhenThereIsRoom() throws Exception {
        byte[] oversized = new byte[3 * MEBIBYTE.length];
        buffer.put(List.of(bytes("a")));

        assertThat(buffer.put(List.of(oversized))).isTrue();
        assertThat(buffer.poll(LONG)).hasValue(bytes("a"));
        assertThat(buffer.poll(LONG)).hasValue(oversized);
    }

    @Test
    void put_emptyLinesWithoutEnd_waitsToo() throws Exception {
        Waiter<Boolean> putter = new Waiter<>(() -> {
            for (int i = 0; i < 5_000_000; i++) {
                buffer.put(List.of(new byte[0]));
            }
            return true;
        });

        putter.awaitWaiting();
    }

    @Test
    void close_somebodyPuts_wakesIt() throws Exception {
        buffer.put(List.of(MEBIBYTE));
        Waiter<Boolean> putter = new Waiter<>(() -> buffer.put(List.of(bytes("next"))));
        putter.awaitWaiting();

        buffer.close();

        assertThat(putter.get()).isFalse();
        assertThat(buffer.ended()).isFalse();
        assertThat(buffer.poll(LONG)).hasValue(MEBIBYTE);
        assertThat(buffer.ended()).isTrue();
        assertThat(buffer.poll(LONG)).isEmpty();
    }

    @Test
    void close_somebodyPolls_wakesIt() throws Exception {
        Waiter<Optional<byte[]>> poller = new Waiter<>(() -> buffer.poll(LONG));
        poller.awaitWaiting();

        buffer.close();

        assertThat(poller.get()).isEmpty();
        assertThat(buffer.ended()).isTrue();
    }

    @Test
    void put_closed_dropsTheLine() throws Exception {
        buffer.close();

        assertThat(buffer.put(List.of(bytes("a")))).isFalse();
        assertThat(buffer.poll(LONG)).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A call on a thread of its own. */
    private static final class Waiter<T> {
        private final FutureTask<T> result;
        private final Thread thread;

        Waiter(Callable<T> call) {
            result = new FutureTask<>(call);
            thread = new Thread(result, "waiter");
            thread.setDaemon(true);
            thread.start();
        }

        void awaitWaiting() {
            await().untilAsserted(() -> {
                assertThat(result).isNotDone();
                assertThat(thread.getState()).isIn(Thread.State.WAITING, Thread.State.TIMED_WAITING);
            });
        }

        T get() throws InterruptedException, ExecutionException {
            return result.get();
        }
    }
}
