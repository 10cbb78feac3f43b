package io.github.claudecliproxy.http.exchange;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The kernel's table of TCP connections: {@code /proc/net/tcp} and {@code tcp6} of this process's network namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
final class ConnectionTable {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final String MAPPED_IPV4 = "0000000000000000FFFF0000";
    private static final int WORD = 4;

    private ConnectionTable() {}

    /** The states of a connection that matter here. */
    enum State {
        OPEN,
        /** CLOSE_WAIT: the client has closed its side, and we have not closed ours yet. */
        CLOSED_BY_CLIENT,
        OTHER
    }

    /** The key of a connection in the map that {@link #read()} returns. */
    static String key(String remoteAddress, int remotePort, int localPort) {
        try {
            InetAddress remote = InetAddress.getByName(remoteAddress); // of an address, so no name is looked up
            return hex(remote) + ":" + remotePort + ":" + localPort;
        } catch (UnknownHostException notAnAddress) {
            return "";
        }
    }

    static Map<String, State> read() throws IOException {
        Map<String, State> states = new HashMap<>();
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                    add(line.strip().split("\\s+", -1), states);
                }
            }
        }
        return states;
    }

    /** A line is: number, local address, remote address, state, ...; addresses are {@code HEX:PORT}. */
    private static void add(String[] columns, Map<String, State> states) {
        if (columns.length < WORD || !columns[1].contains(":") || !columns[2].contains(":")) {
            return;
        }
        String[] remote = columns[2].split(":", -1);
        String address = remote[0].startsWith(MAPPED_IPV4) ? remote[0].substring(MAPPED_IPV4.length()) : remote[0];
        String key = address + ":" + port(remote[1]) + ":" + port(columns[1].split(":", -1)[1]);
        states.put(
                key,
                switch (columns[3]) {
                    case "01" -> State.OPEN;
                    case "08" -> State.CLOSED_BY_CLIENT;
                    default -> State.OTHER;
                });
    }

    private static int port(String hex) {
        return Integer.parseInt(hex, 16);
    }

    /** The kernel prints an address as 32-bit words in the machine's byte order. */
    private static String hex(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            int word = i / WORD * WORD;
            int source = little ? word + WORD - 1 - i % WORD : i;
            HEX.toHexDigits(hex, bytes[source]);
        }
        return address instanceof Inet4Address || !hex.toString().startsWith(MAPPED_IPV4)
                ? hex.toString()
                : hex.substring(MAPPED_IPV4.length());
    }
}
