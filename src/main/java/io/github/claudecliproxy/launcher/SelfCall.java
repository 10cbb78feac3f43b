package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Refuses to start a proxy whose CLI would call the proxy itself. That happens when a user exports ANTHROPIC_BASE_URL
 * for an SDK and then starts the server in the same shell.
 */
final class SelfCall {
    private static final String BASE_URL = "ANTHROPIC_BASE_URL";

    private SelfCall() {}

    static void refuse(Settings settings, List<InetAddress> hosts, int port) throws SettingException {
        String url = settings.environment().get(BASE_URL);
        if (url != null && port != 0 && names(url, hosts, port)) {
            throw new SettingException(BASE_URL + ": '" + url + "' is this proxy itself, and the CLI that it runs would"
                    + " call it; unset ANTHROPIC_BASE_URL and ANTHROPIC_API_KEY in the shell that starts the proxy");
        }
    }

    private static boolean names(String url, List<InetAddress> hosts, int port) {
        try {
            URI uri = URI.create(url.strip());
            int named = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            if (uri.getHost() == null || named != port) {
                return false;
            }
            InetAddress address = InetAddress.getByName(uri.getHost());
            boolean everywhere = hosts.stream().anyMatch(InetAddress::isAnyLocalAddress);
            return address.isLoopbackAddress()
                    || hosts.contains(address)
                    || (everywhere && ListenAddresses.isHere(address));
        } catch (IllegalArgumentException | UnknownHostException notOurs) {
            return false;
        }
    }
}
