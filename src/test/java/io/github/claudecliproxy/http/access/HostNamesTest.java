package io.github.claudecliproxy.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names = new HostNames(Set.of("Proxy.Example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9100",
                "host.docker.internal:9100",
                "127.0.0.1",
                "127.0.0.1:9100",
                "192.168.1.7:80",
                "[::1]",
                "[::1]:9100",
                "proxy.example",
                "PROXY.example:65535"
            })
    void isOurs_addressOrKnownName_isTrue(String host) {
        assertThat(names.isOurs(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":9100",
                "evil.example",
                "evil.example:9100",
                "localhost.evil.example",
                "proxy.example.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1evil.example",
                "localhost:9100:9100",
                "localhost:999999",
                "a@localhost",
                "[evil"
            })
    void isOurs_anotherName_isFalse(String host) {
        assertThat(names.isOurs(host)).isFalse();
    }

    @Test
    void isOurs_machinesOwnName_isTrue() throws Exception {
        assertThat(names.isOurs(InetAddress.getLocalHost().getHostName() + ":9100"))
                .isTrue();
    }

    @Test
    void isOurs_nothingAllowed_refusesTheName() {
        assertThat(new HostNames(Set.of()).isOurs("proxy.example")).isFalse();
    }
}
