package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that hang up while tokens flow do no harm to the clients that come after them. */
class ITClientsThatHangUp {
    private static final int ROUNDS = 10;
    private static final int AT_ONCE = 10;
    private static final int WORDS = 5;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    /** The turn of such a client once closed the answer of another, which had been given the same connection buffers. */
    @Test
    void streamsAfterAbandonedOnes_areWhole() throws Exception {
        fixture.behave("begin(); for (1 .. 10_000) { out(delta(\"word$_\")); select undef, undef, undef, 0.01 }");
        try (RunningProxy proxy = fixture.startWithoutIdleSessions("MAX_CONCURRENT", String.valueOf(2 * AT_ONCE))) {
            for (int round = 0; round < ROUNDS; round++) {
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    clients.add(new RawClient(proxy.port(), Http.ask("hello", true)));
                }
                for (RawClient client : clients) {
                    client.awaitText("word" + WORDS + "\"");
                }
                for (RawClient client : clients) {
                    client.close();
                }
            }
            proxy.awaitRest();
            assertThat(proxy.http().json("/metrics").at("/requests/cancelled").asInt())
                    .isEqualTo(ROUNDS * AT_ONCE);
        }
    }
}
