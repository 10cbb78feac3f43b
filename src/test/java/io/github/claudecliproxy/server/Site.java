package io.github.claudecliproxy.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where one run of a server lives, and what its user gives it.
 *
 * @param home the unpacked distribution; nothing is written there
 * @param base an empty folder for the server's own files
 * @param port of its HTTP connector on loopback
 * @param adminPort free for the server's administration
 * @param javaHome the JDK that it runs on
 * @param environment all that its process has
 * @param properties system properties, given as the server's users give them
 */
record Site(
        Path home,
        Path base,
        int port,
        int adminPort,
        Path javaHome,
        Map<String, String> environment,
        Map<String, String> properties) {
    /** A port that is free at this moment. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
