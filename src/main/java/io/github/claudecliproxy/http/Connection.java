package io.github.claudecliproxy.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The two ends of a request's connection. The servlet writes them down, because the servlet request itself cannot be
 * injected everywhere: where its class belongs to the server, a proxy of it is not to be had.
 */
public record Connection(String remoteAddress, int remotePort, String localAddress, int localPort) {
    private static final String ATTRIBUTE = Connection.class.getName();
    private static final Connection UNKNOWN = new Connection("", 0, "", 0);

    /** Writes the ends down with the request; JAX-RS shows a servlet request's attributes as its own properties. */
    public static void note(HttpServletRequest request) {
        request.setAttribute(
                ATTRIBUTE,
                new Connection(
                        request.getRemoteAddr(),
                        request.getRemotePort(),
                        request.getLocalAddr(),
                        request.getLocalPort()));
    }

    public static Connection of(ContainerRequestContext request) {
        return request.getProperty(ATTRIBUTE) instanceof Connection peer ? peer : UNKNOWN;
    }

    /** Whether both ends are this machine's own. */
    public boolean isLoopback() {
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
