package io.github.claudecliproxy.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionTableTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "::, ::1"})
    @EnabledOnOs(OS.LINUX)
    @SuppressWarnings("try") // to close early is the point
    void read_connectionOpenThenClosedByClient_isSeen(String bound, String called) throws IOException {
        try (ServerSocket server = listen(bound);
                Socket client = new Socket(InetAddress.getByName(called), server.getLocalPort());
                Socket accepted = server.accept()) {
            String key = ConnectionTable.key(
                    accepted.getInetAddress().getHostAddress(), accepted.getPort(), accepted.getLocalPort());

            await().until(() -> stateOf(key) == ConnectionTable.State.OPEN);
            client.close();

            await().until(() -> stateOf(key) == ConnectionTable.State.CLOSED_BY_CLIENT);
            accepted.close();
            await().until(() -> stateOf(key) == null || stateOf(key) == ConnectionTable.State.OTHER);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @SuppressWarnings("try") // to close early is the point
    void read_clientResetsConnection_isGone() throws IOException {
        try (ServerSocket server = listen("127.0.0.1");
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            String key = ConnectionTable.key("127.0.0.1", accepted.getPort(), accepted.getLocalPort());
            await().until(() -> stateOf(key) == ConnectionTable.State.OPEN);

            client.setSoLinger(true, 0);
            client.close();

            await().until(() -> stateOf(key) == null);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void read_listeningSocket_isNoOpenConnection() throws IOException {
        try (ServerSocket server = listen("127.0.0.1")) {
            String end = ":0:" + server.getLocalPort();

            assertThat(ConnectionTable.read().entrySet())
                    .filteredOn(entry -> entry.getKey().endsWith(end))
                    .isNotEmpty()
                    .allMatch(entry -> entry.getValue() == ConnectionTable.State.OTHER);
        }
    }

    @Test
    void key_mappedAddress_isThatOfTheIpv4Address() {
        assertThat(ConnectionTable.key("::ffff:10.1.2.3", 80, 9100))
                .isEqualTo(ConnectionTable.key("10.1.2.3", 80, 9100))
                .isNotEqualTo(ConnectionTable.key("10.1.2.4", 80, 9100));
    }

    @Test
    void key_differentPorts_areDifferent() {
        assertThat(ConnectionTable.key("10.1.2.3", 80, 9100))
                .isNotEqualTo(ConnectionTable.key("10.1.2.3", 81, 9100))
                .isNotEqualTo(ConnectionTable.key("10.1.2.3", 80, 9101));
    }

    private static ConnectionTable.@Nullable State stateOf(String key) throws IOException {
        return ConnectionTable.read().get(key);
    }

    /** Skips the test where the machine has no such address. */
    private static ServerSocket listen(String address) throws IOException {
        ServerSocket server = new ServerSocket();
        boolean bound = true;
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        } catch (IOException noSuchAddress) {
            bound = false;
        }
        assumeThat(bound).as("has " + address).isTrue();
        return server;
    }
}
