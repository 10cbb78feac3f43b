package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.PlanHeaders;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link ITPlan} shows of a fake CLI, with the real one and an API that tells of the plan in its headers. */
class ITPlanOfTheRealCli {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @BeforeEach
    void login() {
        fixture.set("ANTHROPIC_API_KEY", "");
        fixture.set("CLAUDE_CODE_OAUTH_TOKEN", "dummy");
    }

    @Test
    void storm_oneRequestMeetsTheLimit_andTheOthersComeAfterTheReset() throws Exception {
        AtomicLong reset = new AtomicLong();
        fixture.api().replyNext((api, exchange) -> {
            api.passGate();
            reset.set(System.currentTimeMillis() / 1000 + 12);
            ApiReply.status(429, "no more")
                    .with(PlanHeaders.rejected("five_hour", reset.get()))
                    .to(api, exchange);
        });
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1")) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(proxy.http().postLater("/v1/messages", Http.ask("hello", false)));
                int before = i;
                await().atMost(LIMIT)
                        .until(() -> proxy.http().json("/health").path("queued").asInt() == before
                                && fixture.api().turns().size() == 1);
            }
            fixture.api().open(1);

            HttpResponse<String> refused = answers.get(0).get();
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Http.json(refused).at("/error/message").asText()).isEqualTo("no more");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(fixture.api().turns()).hasSize(1);
            for (CompletableFuture<HttpResponse<String>> answer : answers.subList(1, 5)) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(System.currentTimeMillis() / 1000).isGreaterThanOrEqualTo(reset.get());
            }
            assertThat(fixture.api().turns()).hasSize(5);
        }
    }

    @Test
    void planOnly_afterAnAnswerThatWasBilledApart_refusesTheNext() throws Exception {
        long reset = System.currentTimeMillis() / 1000 + 3600;
        fixture.api()
                .replyNext(ApiReply.events(new ScriptedAnswer().text("Hello").end("end_turn"))
                        .with(PlanHeaders.overage(reset)));
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_PLAN_ONLY", "true")) {
            assertThat(proxy.http().post("/v1/messages", Http.ask("a", false)).statusCode())
                    .isEqualTo(200);
            await().atMost(LIMIT)
                    .until(() -> !proxy.http()
                            .get("/metrics/prometheus")
                            .body()
                            .contains("claude_proxy_queue_paused_seconds 0.0"));

            HttpResponse<String> next = proxy.http().post("/v1/messages", Http.ask("b", false));

            assertThat(next.statusCode()).isEqualTo(429);
            assertThat(Http.json(next).at("/error/message").asText()).contains("CLAUDE_PROXY_PLAN_ONLY");
            assertThat(fixture.api().turns()).hasSize(1);
        }
    }
}
