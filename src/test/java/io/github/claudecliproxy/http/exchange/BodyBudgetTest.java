package io.github.claudecliproxy.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final int MAX_BODY = 100_000;
    private static final int BUDGET = 150_000;
    private static final int CHUNK = 8000;
    private static final int FEWEST_ARRIVING = 64;

    private final BodyBudget budget = new BodyBudget(HttpFixtures.bodies(MAX_BODY, BUDGET));

    @Test
    void read_body_isWhole() throws Exception {
        byte[] sent = new byte[MAX_BODY];
        sent[0] = 1;
        sent[MAX_BODY - 1] = 2;

        try (BodyBudget.Share body = filled(sent)) {
            assertThat(body.whole()).isEqualTo(sent);
        }
    }

    @Test
    void read_tooLarge_isRefusedAndTakesNothing() throws Exception {
        assertRefused(MAX_BODY + 1, 413);
        assertRefused(10 * MAX_BODY, 413);

        assertWholeBudgetIsFree();
    }

    @Test
    void read_othersTakeTheBudget_isRefusedUntilTheyClose() throws Exception {
        BodyBudget.Share first = body(MAX_BODY);
        BodyBudget.Share second = body(BUDGET - MAX_BODY);

        assertRefused(1, 503);

        first.close();
        BodyBudget.Share third = body(MAX_BODY);
        second.close();
        third.close();
        assertWholeBudgetIsFree();
    }

    @Test
    void close_twice_givesBackOnce() throws Exception {
        BodyBudget.Share closedTwice = body(60_000);
        BodyBudget.Share other = body(MAX_BODY - 10_000);
        closedTwice.close();
        closedTwice.close();

        assertRefused(60_001, 503);
        other.close();
        assertWholeBudgetIsFree();
    }

    @Test
    void close_anywhere_givesBackWhatCameOnce() throws Exception {
        BodyBudget.Share share = budget.begin(-1);
        share.add(new byte[90_000], 90_000);

        share.close();
        share.close();
        share.add(new byte[100], 100);

        assertWholeBudgetIsFree();
    }

    @Test
    void begin_tooManyArrive_isRefusedUntilOneIsWholeOrGone() throws Exception {
        List<BodyBudget.Share> arriving = new ArrayList<>();
        for (int i = 0; i < FEWEST_ARRIVING; i++) {
            arriving.add(budget.begin(10));
        }

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> budget.begin(10))
                .satisfies(refusal -> assertThat(refusal.error().status()).isEqualTo(503))
                .satisfies(refusal -> assertThat(refusal.error().retryAfter()).isPositive());

        arriving.get(0).close();
        arriving.get(0).close();
        arriving.set(0, budget.begin(10));
        arriving.get(1).whole();
        arriving.set(1, budget.begin(10));
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> budget.begin(10));
    }

    @Test
    void read_manyAtOnce_nothingIsLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            int size = i * 61 % (MAX_BODY + 20_000);
            readers.add(threads.submit(() -> readAndClose(size)));
        }

        for (Future<?> reader : readers) {
            reader.get();
        }

        threads.shutdown();
        assertWholeBudgetIsFree();
    }

    private int readAndClose(int size) {
        try (BodyBudget.Share body = body(size)) {
            assertThat(body.whole()).hasSize(size);
        } catch (InvalidRequestException refused) {
            assertThat(refused.error().status()).isIn(413, 503);
        }
        return size;
    }

    private BodyBudget.Share body(int size) throws InvalidRequestException {
        return filled(new byte[size]);
    }

    /** As the reader does it: in chunks, given up when one is refused. */
    private BodyBudget.Share filled(byte[] bytes) throws InvalidRequestException {
        BodyBudget.Share share = budget.begin(-1);
        try {
            for (int i = 0; i < bytes.length; i += CHUNK) {
                byte[] chunk = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + CHUNK));
                share.add(chunk, chunk.length);
            }
        } catch (InvalidRequestException refused) {
            share.close();
            throw refused;
        }
        return share;
    }

    private void assertRefused(int size, int status) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> body(size))
                .satisfies(refusal -> assertThat(refusal.error().status()).isEqualTo(status));
    }

    /** Exactly: not less, and not more either. */
    private void assertWholeBudgetIsFree() throws InvalidRequestException {
        BodyBudget.Share first = body(MAX_BODY);
        BodyBudget.Share second = body(BUDGET - MAX_BODY);
        assertRefused(1, 503);
        first.close();
        second.close();
    }
}
