package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queued requests hold no thread, run in order, and are bounded in number and in time. */
class ITQueue {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int URGENT = 10;
    private static final String UNTIL_RELEASED = "wait_for('released'); begin(); finish()";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void twoHundredQueuedRequests_holdFewContainerThreads() throws Exception {
        fixture.behave(UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "MAX_QUEUE_DEPTH", "500")) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 201; i++) {
                answers.add(proxy.http().postLater("/v1/messages", Http.ask("hello", i % 2 == 0)));
            }
            await().atMost(LIMIT).until(() -> queued(proxy) == 200);

            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().matches("http-\\d+"))
                    .count();
            Files.createFile(fixture.home().resolve("released"));

            assertThat(threads).isBetween(1L, 19L);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
        }
    }

    @Test
    void queuedRequests_runByPriorityThenInOrder() throws Exception {
        fixture.behave("my ($turn) = $_[0] =~ /([\\w-]+) is asked/; open my $asked, '>>', \"$folder/asked\";"
                + " print $asked \"$turn\\n\"; close $asked; " + UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1")) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            String[] arrivals = {"first", "low", "normal-1", "normal-2", "high"};
            for (int i = 0; i < arrivals.length; i++) {
                String name = arrivals[i];
                String priority = i == 0 ? "normal" : name.replaceAll("-\\d", "");
                answers.add(proxy.http()
                        .postLater("/v1/messages", Http.ask(name + " is asked", false), "x-priority", priority));
                int before = i;
                await().atMost(LIMIT).until(() -> active(proxy) == 1 && queued(proxy) == before);
            }
            Files.createFile(fixture.home().resolve("released"));

            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
            assertThat(Files.readAllLines(fixture.home().resolve("asked")))
                    .containsExactly("first", "high", "normal-1", "normal-2", "low");
        }
    }

    @Test
    void queueFull_is503AtOnce() throws Exception {
        fixture.behave(UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "MAX_QUEUE_DEPTH", "1")) {
            CompletableFuture<HttpResponse<String>> running =
                    proxy.http().postLater("/v1/messages", Http.ask("a", false));
            await().atMost(LIMIT).until(() -> active(proxy) == 1);
            CompletableFuture<HttpResponse<String>> waiting =
                    proxy.http().postLater("/v1/messages", Http.ask("b", false));
            await().atMost(LIMIT).until(() -> queued(proxy) == 1);

            HttpResponse<String> refused = proxy.http().post("/v1/messages", Http.ask("c", true));
            Files.createFile(fixture.home().resolve("released"));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(Http.json(refused).at("/error/type").asText()).isEqualTo("overloaded_error");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(running.get().statusCode()).isEqualTo(200);
            assertThat(waiting.get().statusCode()).isEqualTo(200);
            JsonNode requests = proxy.http().json("/metrics").path("requests");
            assertThat(requests.path("total").asInt()).isEqualTo(3);
            assertThat(proxy.http().json("/metrics").path("active").asInt()).isZero();
            assertThat(requests.path("completed").asInt()).isEqualTo(2);
            assertThat(requests.path("queueRejected").asInt()).isEqualTo(1);
        }
    }

    @Test
    void queueTimeout_is408WhileTheOtherTurnStillRuns() throws Exception {
        fixture.behave(UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "QUEUE_TIMEOUT_MS", "300")) {
            CompletableFuture<HttpResponse<String>> running =
                    proxy.http().postLater("/v1/messages", Http.ask("a", false));
            await().atMost(LIMIT).until(() -> active(proxy) == 1);

            HttpResponse<String> late = proxy.http().post("/v1/messages", Http.ask("b", false));
            HttpResponse<String> lateChat = proxy.http().post("/chat", "{\"prompt\":\"b\"}");

            assertThat(late.statusCode()).isEqualTo(408);
            assertThat(Http.json(late).at("/error/type").asText()).isEqualTo("timeout_error");
            assertThat(lateChat.statusCode()).isEqualTo(408);
            assertThat(active(proxy)).isEqualTo(1);
            assertThat(queued(proxy)).isZero();
            Files.createFile(fixture.home().resolve("released"));
            assertThat(running.get().statusCode()).isEqualTo(200);
        }
    }

    /**
     * Ten clients ask with high priority without a pause. Two turns run, so eight requests are always queued before the one
     * with low priority: it runs only if its priority rises with time, and else ends at the queue timeout.
     */
    @ParameterizedTest
    @CsvSource({"200, 60000, 200", "0, 5000, 408"})
    void floodOfUrgentRequests_lowPriorityRunsOnlyIfItRises(int agingMs, String queueTimeoutMs, int status)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(URGENT);
        fixture.behave(
                "begin(); select undef, undef, undef, 0.05; finish()"); // or the clients could not ask fast enough
        try (RunningProxy proxy = fixture.start(
                "MAX_CONCURRENT", "2", "QUEUE_AGING_MS", String.valueOf(agingMs), "QUEUE_TIMEOUT_MS", queueTimeoutMs)) {
            List<Future<Integer>> floods = new ArrayList<>();
            for (int i = 0; i < URGENT; i++) {
                floods.add(clients.submit(() -> flood(proxy, over)));
            }
            await().atMost(LIMIT).until(() -> queued(proxy) >= URGENT / 2);

            HttpResponse<String> low = proxy.http().post("/v1/messages", Http.ask("low", false), "x-priority", "low");
            over.set(true);

            assertThat(low.statusCode()).isEqualTo(status);
            for (Future<Integer> flood : floods) {
                assertThat(flood.get()).isPositive();
            }
        } finally {
            over.set(true);
            clients.shutdown();
        }
    }

    /** Returns how many were answered. */
    private static int flood(RunningProxy proxy, AtomicBoolean over) throws Exception {
        int answered = 0;
        while (!over.get()) {
            HttpResponse<String> urgent =
                    proxy.http().post("/v1/messages", Http.ask("urgent", false), "x-priority", "high");
            assertThat(urgent.statusCode()).isEqualTo(200);
            answered++;
        }
        return answered;
    }

    private static int active(RunningProxy proxy) throws Exception {
        return proxy.http().json("/health").path("active").asInt();
    }

    private static int queued(RunningProxy proxy) throws Exception {
        return proxy.http().json("/health").path("queued").asInt();
    }
}
