package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The addresses to listen on. */
final class ListenAddresses {
    private ListenAddresses() {}

    /**
     * Resolves the setting. Loopback addresses of the default that this machine lacks are left out; a named address
     * must exist.
     */
    static List<InetAddress> of(Settings settings) throws SettingException {
        boolean byDefault = settings.isDefault(Setting.CLAUDE_PROXY_HOST);
        List<InetAddress> hosts = new ArrayList<>();
        for (String name : settings.list(Setting.CLAUDE_PROXY_HOST)) {
            InetAddress address = address(name);
            if (!byDefault || isHere(address)) {
                hosts.add(address);
            }
        }
        if (hosts.isEmpty()) {
            throw new SettingException(
                    "CLAUDE_PROXY_HOST: names no address to listen on; set an address of this machine");
        }
        boolean open = settings.flag(Setting.CLAUDE_PROXY_ALLOW_OPEN)
                || !settings.text(Setting.PROXY_API_KEY).isEmpty()
                || !settings.text(Setting.PROXY_API_KEYS_FILE).isEmpty();
        if (!open && !hosts.stream().allMatch(InetAddress::isLoopbackAddress)) {
            throw new SettingException("CLAUDE_PROXY_HOST: '" + settings.text(Setting.CLAUDE_PROXY_HOST)
                    + "' lets other machines in; set PROXY_API_KEY or PROXY_API_KEYS_FILE, or CLAUDE_PROXY_ALLOW_OPEN=true if all of them may"
                    + " use your login");
        }
        return hosts;
    }

    /** Whether the address is one of this machine. */
    static boolean isHere(InetAddress address) {
        try {
            return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    private static InetAddress address(String name) throws SettingException {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException unknown) {
            throw new SettingException("CLAUDE_PROXY_HOST: '" + name + "' is not an address of this machine");
        }
    }
}
