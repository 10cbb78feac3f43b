package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Questions to the CLI itself, which is stopped and answers none. */
class ITLookupsOfAFrozenCli {
    /** Less than the time after which the proxy would give up a lookup by itself. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli("MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", "1");

    @BeforeEach
    void freeze() throws Exception {
        fixture.proxy();
        await().atMost(LIMIT.multipliedBy(3))
                .until(() ->
                        fixture.http().json("/metrics").at("/sessions/empty").asInt() == 1);
        for (ProcessHandle process : fixture.cli().sessions()) {
            assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @Test
    void clientThatHangsUp_makesRoomForTheNext() throws Exception {
        try (RawClient client = asking()) {
            assertThat(client.hasAnswered()).isFalse();
        }

        await().atMost(LIMIT).until(() -> active() == 0);
        assertThat(fixture.http().get("/v1/models").statusCode()).isEqualTo(200);
    }

    private RawClient asking() throws Exception {
        RawClient client = new RawClient(fixture.port());
        client.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().atMost(LIMIT).until(() -> active() == 1);
        return client;
    }

    private int active() throws Exception {
        return fixture.http().json("/health").path("active").asInt();
    }
}
