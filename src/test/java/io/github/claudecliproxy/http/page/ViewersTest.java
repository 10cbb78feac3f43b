package io.github.claudecliproxy.http.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.status.Audience;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Cancellable;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Audience OPERATOR = new Audience(true, "");

    private final AtomicInteger reports = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Viewers viewers = new Viewers(this::report, task -> {
        Thread thread = new Thread(task, "viewer");
        threads.add(thread);
        return thread;
    });

    @AfterEach
    void close() {
        viewers.close();
    }

    @Test
    void stream_beginsWithTheWholeStatus_thenSendsWhatHasChanged() throws Exception {
        Told told = new Told();
        viewers.show(OPERATOR, told::answer);
        await().atMost(LIMIT).until(() -> told.events().size() == 1);
        assertThat(told.events().get(0)).contains("\"settings\"", "\"active\":0");

        active.set(3);

        await().atMost(LIMIT).until(() -> told.events().size() == 2);
        assertThat(told.events().get(1)).contains("\"active\":3").doesNotContain("\"settings\"");
    }

    @Test
    void viewers_shareTheirReports_andWithoutAnyNoneIsMade() throws Exception {
        assertThat(reports.get()).isZero();
        List<Cancellable> shown = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.add(new Told());
            shown.add(viewers.show(OPERATOR, told.get(i)::answer));
        }
        await().atMost(LIMIT)
                .until(() -> told.stream().noneMatch(one -> one.events().isEmpty()));
        assertThat(reports.get()).isLessThan(told.size());

        shown.forEach(viewer -> viewer.cancel(CancelReason.CLIENT_GONE));

        await().atMost(LIMIT).until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void viewers_beyondTheMost_areRefused_untilOneIsGone() throws Exception {
        List<Cancellable> shown = new ArrayList<>();
        for (int i = 0; i < Viewers.MOST; i++) {
            shown.add(viewers.show(OPERATOR, new Told()::answer));
        }
        assertThatThrownBy(() -> viewers.show(OPERATOR, new Told()::answer))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.error().status()).isEqualTo(503));

        shown.get(7).cancel(CancelReason.CLIENT_GONE);

        Told next = new Told();
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            viewers.show(OPERATOR, next::answer);
            return true;
        });
        await().atMost(LIMIT).until(() -> !next.events().isEmpty());
    }

    @Test
    void viewersWithAKeyOfTheFile_leavePlacesForTheOperator() throws Exception {
        Audience ofAKey = new Audience(false, "ci");
        for (int i = 0; i < Viewers.MOST_OF_A_KEY; i++) {
            viewers.show(ofAKey, new Told()::answer);
        }

        assertThatThrownBy(() -> viewers.show(ofAKey, new Told()::answer)).hasMessageContaining("with this key");

        viewers.show(new Audience(false, "other"), new Told()::answer);
        viewers.show(OPERATOR, new Told()::answer);
    }

    @Test
    void close_endsEveryStream_andTheNextOneAtOnce() throws Exception {
        Told told = new Told();
        viewers.show(OPERATOR, told::answer);
        await().atMost(LIMIT).until(() -> !told.events().isEmpty());
        viewers.close();
        viewers.show(OPERATOR, new Told()::answer);

        await().atMost(LIMIT).until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(threads).hasSize(2);
    }

    @Test
    void clientsThatAreGone_freeTheirPlaces() throws Exception {
        for (int i = 0; i < Viewers.MOST; i++) {
            viewers.show(OPERATOR, made -> write(made, new Gone()));
        }
        await().atMost(LIMIT).until(() -> threads.stream().noneMatch(Thread::isAlive));

        Told next = new Told();
        viewers.show(OPERATOR, next::answer);

        await().atMost(LIMIT).until(() -> !next.events().isEmpty());
    }

    private StatusReport report() {
        reports.incrementAndGet();
        return new StatusReport(
                "all",
                "1",
                "2026-11-27T12:00:00Z",
                new StatusReport.Health(true, null, active.get(), 0, 5, 20),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                Map.of("MAX_CONCURRENT", "5"));
    }

    private static void write(Supplier<Response> made, OutputStream out) {
        try {
            ((StreamingOutput) made.get().getEntity()).write(out);
        } catch (IOException gone) {
            // JAX-RS drops it, too
        }
    }

    /** What one client was sent. */
    private static final class Told {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void answer(Supplier<Response> made) {
            write(made, out);
        }

        List<String> events() {
            String all = out.toString(StandardCharsets.UTF_8);
            int end = all.lastIndexOf("\n\n"); // what follows is not whole yet
            return end < 0 ? List.of() : List.of(all.substring(0, end).split("\n\n"));
        }
    }

    private static final class Gone extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            throw new IOException("gone");
        }
    }
}
