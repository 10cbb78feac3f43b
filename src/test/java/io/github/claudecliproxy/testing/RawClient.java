package io.github.claudecliproxy.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client on a bare socket, which can go away at any moment as a killed program does. */
public final class RawClient implements AutoCloseable {
    private static final int LIMIT_MS = 60_000;

    private final Socket socket;

    /** Sends a request to {@code POST /v1/messages}. */
    public RawClient(int port, String body) throws IOException {
        this(port, "/v1/messages", body);
    }

    /** Sends a request to this path. */
    public RawClient(int port, String path, String body) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT_MS);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends the bytes of a whole request and returns the bytes of the whole answer, up to the end of the connection. */
    public static String exchange(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reads until this text has come. */
    public void awaitText(String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[4096];
        while (seen.indexOf(wanted) < 0) {
            int n = in.read(chunk);
            if (n < 0) {
                throw new IOException("the answer ended before '" + wanted + "': " + seen);
            }
            seen.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
        }
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
