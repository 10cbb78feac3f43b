package io.github.claudecliproxy.http.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The host names that this server answers to. A web page can point a name of its own at 127.0.0.1 and make a browser
 * send requests here (DNS rebinding); such a request carries that name in its Host header.
 */
final class HostNames {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "host.docker.internal"));

    HostNames(Set<String> allowed) {
        allowed.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        try {
            InetAddress own = InetAddress.getLocalHost();
            names.add(own.getHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException nameless) {
            // without a name this server is called by address
        }
    }

    /** Whether a {@code Host} header, with or without a port, names this server. */
    boolean isOurs(String host) {
        if (host.startsWith("[")) {
            return host.indexOf(']') > 0; // an IPv6 address, which no DNS name can stand for
        }
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return IPV4.matcher(name).matches() || names.contains(name);
    }
}
