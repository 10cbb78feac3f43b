package io.github.claudecliproxy.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The two ends of a request's connection. The servlet writes them down, because the servlet request itself cannot be
 * injected everywhere: where its class belongs to the server, a proxy of it is not to be had.
 */
public record Peer(String remoteAddress, int remotePort, String localAddress, int localPort) {
    private static final String ATTRIBUTE = Peer.class.getName();
    private static final Peer UNKNOWN = new Peer("", 0, "", 0);

    /** Writes the ends down with the request; JAX-RS shows a servlet request's attributes as its own properties. */
    public static void note(HttpServletRequest request) {
        request.setAttribute(
                ATTRIBUTE,
                new Peer(
                        request.getRemoteAddr(),
                        request.getRemotePort(),
                        request.getLocalAddr(),
                        request.getLocalPort()));
    }

    static Peer of(ContainerRequestContext request) {
        return request.getProperty(ATTRIBUTE) instanceof Peer peer ? peer : UNKNOWN;
    }

    /** Whether both ends are this machine's own. */
    boolean isLoopback() {
        return isLoopback(remoteAddress) && isLoopback(localAddress);
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress(); // nothing is looked up
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
