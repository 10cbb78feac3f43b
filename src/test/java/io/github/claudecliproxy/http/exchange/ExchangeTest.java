package io.github.claudecliproxy.http.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.QuietWork;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way through an exchange: each has one answer, and holds nothing afterwards. */
class ExchangeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int BUDGET = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConnectionWatch clients = new ConnectionWatch(Thread::new);
    private final BodyBudget budget = new BodyBudget(HttpFixtures.bodies(BUDGET, BUDGET));
    private final RecordedResponse response = new RecordedResponse();
    private final List<Exchange> received = new ArrayList<>();
    private final QuietWork work = new QuietWork();
    private final Exchange exchange = exchange("12345");

    private Exchange exchange(String body) {
        try {
            BodyBudget.Share share = budget.begin(-1);
            share.add(body.getBytes(US_ASCII), body.length());
            return new Exchange(response, HttpFixtures.request(), clients, share, received::add);
        } catch (InvalidRequestException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void stop() {
        clients.close();
        threads.shutdownNow();
    }

    @Test
    void wholeBody_isSubmitted_andItsAnswerEndsTheExchange() throws Exception {
        exchange.submit((body, same) -> {
            assertThat(new String(body, US_ASCII)).isEqualTo("12345");
            assertThat(same).isSameAs(exchange);
            return work;
        });
        assertThat(received).containsExactly(exchange);
        assertBudgetIsHeld();

        exchange.answer(() -> Response.ok().build());

        assertThat(statuses()).containsExactly(200);
        assertBudgetIsFree();
        assertThat(work.cancelled()).isEmpty();
    }

    @Test
    void secondAnswer_isNotMade() {
        exchange.submit((body, same) -> work);
        exchange.answer(() -> Response.ok().build());

        exchange.answer(() -> {
            throw new AssertionError("it is made for nobody");
        });
        exchange.error(ApiError.of(ErrorType.API, "late"));

        assertThat(statuses()).containsExactly(200);
    }

    @Test
    void answerThatCannotBeMade_leavesItsPlaceToAnother() {
        exchange.submit((body, same) -> work);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> exchange.answer(() -> {
                    throw new IllegalStateException("a fault");
                }));
        exchange.error(ApiError.of(ErrorType.API, "a fault"));

        assertThat(statuses()).containsExactly(500);
    }

    @Test
    void refusedBody_isAnsweredOnce_andNothingIsSubmitted() throws Exception {
        assertThat(exchange.refuse(Exchanges.late())).isTrue();

        assertThat(exchange.refuse(Exchanges.stopping())).isFalse();
        exchange.submit((body, same) -> {
            throw new AssertionError("it was refused");
        });

        assertThat(response.resumed()).hasSize(1);
        assertThat(received).containsExactly(exchange);
        assertBudgetIsFree();
    }

    @Test
    void requestThatIsRefusedWhenItIsRead_isAnsweredWithThat() throws Exception {
        InvalidRequestException refusal = new InvalidRequestException("model: Field required");

        exchange.submit((body, same) -> {
            throw refusal;
        });

        assertThat(response.resumed()).containsExactly(refusal);
        assertBudgetIsFree();
    }

    @Test
    void workThatIsAnsweredWhileItIsSubmitted_isAnsweredOnce() throws Exception {
        exchange.submit((body, same) -> {
            same.error(ApiError.of(ErrorType.OVERLOADED, "The queue is full"));
            return work;
        });

        assertThat(statuses()).containsExactly(529);
        assertBudgetIsFree();
    }

    @Test
    void cancel_reachesTheWork_whoseFirstReasonStands() {
        exchange.submit((body, same) -> work);

        exchange.cancel(CancelReason.CLIENT_GONE);
        exchange.cancel(CancelReason.SERVER_STOPPING);

        assertThat(work.cancelled()).contains(CancelReason.CLIENT_GONE);
        assertThat(response.resumed()).as("the work itself answers").isEmpty();
    }

    @Test
    void cancelWhileTheWorkIsSubmitted_reachesIt() {
        exchange.submit((body, same) -> {
            same.cancel(CancelReason.CLIENT_GONE);
            return work;
        });

        assertThat(work.cancelled()).contains(CancelReason.CLIENT_GONE);
    }

    @Test
    void cancelAfterTheAnswer_doesNothing() {
        exchange.submit((body, same) -> work);
        exchange.answer(() -> Response.ok().build());

        exchange.cancel(CancelReason.CLIENT_GONE);

        assertThat(work.cancelled()).isEmpty();
    }

    @Test
    void serverThatStopsWhileTheBodyArrives_isTheAnswer() throws Exception {
        exchange.serverStops(LIMIT);

        assertThat(response.resumed()).singleElement().isInstanceOf(InvalidRequestException.class);
        assertBudgetIsFree();
    }

    @Test
    void serverThatStops_waitsForTheAnswerOfTheWork() throws Exception {
        exchange.submit((body, same) -> work);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> exchange.serverStops(LIMIT), threads);
        await().atMost(LIMIT).until(() -> work.cancelled().isPresent());

        assertThat(stopped).isNotDone();
        exchange.error(ApiError.of(ErrorType.OVERLOADED, "The server is stopping"));

        stopped.get();
        assertThat(work.cancelled()).contains(CancelReason.SERVER_STOPPING);
    }

    /** The server would use the response for the next request as soon as it is told. */
    @Test
    void clientThatGoes_waitsUntilTheResponseIsLetGo() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        Exchange slow = new Exchange(
                new RecordedResponse() {
                    @Override
                    public boolean resume(Object made) {
                        writing.countDown();
                        try {
                            written.await();
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        return super.resume(made);
                    }
                },
                HttpFixtures.request(),
                clients,
                budget.none(),
                received::add);
        slow.submit((body, same) -> work);
        CompletableFuture<Void> answering =
                CompletableFuture.runAsync(() -> slow.answer(() -> Response.ok().build()), threads);
        writing.await();

        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> slow.clientGone(LIMIT), threads);
        await().atMost(LIMIT).until(() -> work.cancelled().isPresent());
        assertThat(gone).isNotDone();
        written.countDown();

        gone.get();
        answering.get();
    }

    @Test
    void clientThatGoesWhileTheBodyArrives_isLeftToTheReader() {
        exchange.clientGone(LIMIT);

        assertThat(response.resumed()).isEmpty();
        assertThat(exchange.isReceiving()).isTrue();
    }

    @Test
    void bodyDeadline_isCalledOffWhenTheBodyIsWhole() {
        CompletableFuture<Void> deadline = new CompletableFuture<>();
        exchange.setBodyDeadline(deadline);
        assertThat(deadline).isNotDone();

        exchange.submit((body, same) -> work);

        assertThat(deadline).isCancelled();
        CompletableFuture<Void> late = new CompletableFuture<>();
        exchange.setBodyDeadline(late);
        assertThat(late).isCancelled();
    }

    private List<Integer> statuses() {
        return response.resumed().stream()
                .map(Response.class::cast)
                .map(Response::getStatus)
                .toList();
    }

    private void assertBudgetIsHeld() {
        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(this::takeAll);
    }

    private void assertBudgetIsFree() throws InvalidRequestException {
        takeAll();
    }

    private void takeAll() throws InvalidRequestException {
        try (BodyBudget.Share all = budget.begin(-1)) {
            all.add(new byte[BUDGET], BUDGET);
        }
    }
}
