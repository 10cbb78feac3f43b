package io.github.claudecliproxy.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 on a bare socket, kept open between requests. For one thread. */
final class Connection implements AutoCloseable {
    private static final int LIMIT_MS = 60_000;
    private static final int SMALL_WINDOW = 4096;

    private final Socket socket = new Socket();
    private final InputStream in;
    private int status;
    private int length;
    private boolean last;

    Connection(int port, boolean smallWindow) throws IOException {
        if (smallWindow) {
            socket.setReceiveBufferSize(SMALL_WINDOW);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MS);
        socket.setSoTimeout(LIMIT_MS);
        this.in = new BufferedInputStream(socket.getInputStream(), smallWindow ? SMALL_WINDOW : 65536);
    }

    void send(String path, byte[] body) throws IOException {
        if (in.available() > 0) {
            throw new IOException("more than one answer: " + in.available() + " bytes after the last");
        }
        status = -1;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    /** Waits so long for the first byte of an answer; false when none came. */
    boolean answersWithin(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            in.mark(1);
            boolean more = in.read() >= 0;
            in.reset();
            return more;
        } catch (SocketTimeoutException none) {
            return false;
        } finally {
            socket.setSoTimeout(LIMIT_MS);
        }
    }

    /** Reads up to the body and returns the status. */
    int head() throws IOException {
        status = -1;
        String line = line();
        if (line.isEmpty()) {
            throw new EOFException("no answer");
        }
        status = Integer.parseInt(line.split(" ", -1)[1]);
        length = 0;
        for (line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.equals("transfer-encoding: chunked")) {
                length = -1;
            } else if (header.equals("connection: close")) {
                last = true;
            }
        }
        return status;
    }

    /** Whether anything of the answer to the last request has come. */
    boolean hasAnswered() {
        return status > 0;
    }

    /** Whether the server closes the connection after this answer. */
    boolean isLast() {
        return last;
    }

    /** The rest of the answer; an end of the connection before its end is an exception. */
    byte[] body() throws IOException {
        if (length >= 0) {
            return exactly(length);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String size = line();
        if (size.isEmpty()) {
            throw new EOFException("the answer broke off");
        }
        return Integer.parseInt(size, 16);
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the answer broke off");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
