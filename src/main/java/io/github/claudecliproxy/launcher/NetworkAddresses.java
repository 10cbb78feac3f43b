package io.github.claudecliproxy.launcher;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses as people write them. */
final class NetworkAddresses {
    private static final int PARTS = 8;

    private NetworkAddresses() {}

    /** As in a URL: {@code 127.0.0.1}, {@code [::1]}. */
    static String written(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*$", "");
        return address instanceof Inet6Address ? "[" + shortened(text) + "]" : text;
    }

    /** Where programs on this machine reach a server that listens on this address. */
    static String url(InetAddress listening, int port) {
        String host = listening.isAnyLocalAddress() ? "127.0.0.1" : written(listening);
        return "http://" + host + ":" + port;
    }

    /** Java writes every zero. The longest row of them is left out. */
    private static String shortened(String text) {
        for (int zeros = PARTS; zeros > 1; zeros--) {
            String shorter = text.replaceFirst("(^|:)0(:0){" + (zeros - 1) + "}(:|$)", "::");
            if (!shorter.equals(text)) {
                return shorter;
            }
        }
        return text;
    }
}
