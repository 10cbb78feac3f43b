package io.github.claudecliproxy.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The two ends of a request's connection. The servlet notes them as a request attribute, because the servlet request
 * itself cannot be injected on every server: some of them cannot make a proxy of its class.
 */
public record Connection(String remoteAddress, int remotePort, String localAddress, int localPort) {
    private static final String ATTRIBUTE = Connection.class.getName();
    private static final Connection UNKNOWN = new Connection("", 0, "", 0);

    /** Notes both ends with the request; JAX-RS shows the attributes of a servlet request as its own properties. */
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

    /** Whether both ends are loopback addresses. */
    public boolean isLoopback() {
        return isLoopback(remoteAddress) && isLoopback(localAddress);
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress(); // no name is looked up
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
