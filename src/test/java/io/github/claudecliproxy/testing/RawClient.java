package io.github.claudecliproxy.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A client on a bare socket: for bytes that no client library would send, for requests that never come to their end, for
 * several requests on one connection, and for clients that go away at any moment, as a killed program does. {@link Http} is
 * for all other requests. Every read has a limit. For one thread.
 */
public final class RawClient implements AutoCloseable {
    private static final int LIMIT_MS = 60_000;
    private static final int BUFFER = 65_536;
    private static final int SMALL_WINDOW = 4096;

    /** What {@link #peek} returns where there is no byte. */
    private static final int ENDED = -1;

    private static final int NOTHING = -2;

    private final Socket socket;
    private final InputStream in;
    private int status;
    private int length;
    private boolean last;

    private RawClient(Socket socket, int port, int connectMs, int buffer) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), connectMs);
        socket.setSoTimeout(LIMIT_MS);
        this.in = new BufferedInputStream(socket.getInputStream(), buffer);
    }

    /** Connects, and sends nothing. */
    public RawClient(int port) throws IOException {
        this(new Socket(), port, LIMIT_MS, BUFFER);
    }

    /** Sends a request to {@code POST /v1/messages}. */
    public RawClient(int port, String body) throws IOException {
        this(port, "/v1/messages", body);
    }

    /** Sends a POST request to this path. */
    public RawClient(int port, String path, String body) throws IOException {
        this(port);
        post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Connects, and fails with a {@link SocketTimeoutException} when the server does not take the connection in this time. */
    public static RawClient connectedWithin(int port, int ms) throws IOException {
        return new RawClient(new Socket(), port, ms, BUFFER);
    }

    /** Connects with a small window, so that the server soon cannot write when this client does not read. */
    public static RawClient withSmallWindow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_WINDOW);
        return new RawClient(socket, port, LIMIT_MS, SMALL_WINDOW);
    }

    /** Sends the text of a whole request and returns the text of the whole answer, up to the end of the connection. */
    public static String exchange(int port, String request) throws IOException {
        return exchange(port, request.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #exchange(int, String)}, with the bytes of a request. */
    public static String exchange(int port, byte[] request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.readAll();
        }
    }

    /** Sends these bytes, whatever they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends this text, whatever it is. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a POST request on a connection that has nothing left to read; the answer is read by {@link #head} and {@link #body}. */
    public void post(String path, byte[] body) throws IOException {
        if (in.available() > 0) {
            throw new IOException("more than one answer: " + in.available() + " bytes after the last");
        }
        status = -1;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        send(request.toByteArray());
    }

    /** Sends no more: the server reads the end of the stream. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads until this text has come. */
    public void awaitText(String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] chunk = new byte[4096];
        while (seen.indexOf(wanted) < 0) {
            int n = in.read(chunk);
            if (n < 0) {
                throw new IOException("the answer ended before '" + wanted + "': " + seen);
            }
            seen.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
        }
    }

    /** Reads up to the end of the connection. */
    public String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads a line, without its end. */
    public String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Waits so long for the first byte of an answer, and leaves it to be read; false when none came. */
    public boolean answersWithin(int ms) throws IOException {
        return peek(ms) >= 0;
    }

    /** Waits so long for the end of the connection; false when it is open, or bytes are left to read. */
    public boolean endsWithin(int ms) throws IOException {
        try {
            return peek(ms) == ENDED;
        } catch (SocketException reset) {
            return true;
        }
    }

    private int peek(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next;
        } catch (SocketTimeoutException none) {
            return NOTHING;
        } finally {
            socket.setSoTimeout(LIMIT_MS);
        }
    }

    /** Reads the status line and the headers of an answer, and returns the status. */
    public int head() throws IOException {
        status = -1;
        String line = readLine();
        if (line.isEmpty()) {
            throw new EOFException("no answer");
        }
        status = Integer.parseInt(line.split(" ", -1)[1]);
        length = 0;
        for (line = readLine(); !line.isEmpty(); line = readLine()) {
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
    public boolean hasAnswered() {
        return status > 0;
    }

    /** Whether the server closes the connection after this answer. */
    public boolean isLast() {
        return last;
    }

    /** Reads the body of an answer after its {@link #head}; a connection that ends before it is whole is an exception. */
    public byte[] body() throws IOException {
        if (length >= 0) {
            return exactly(length);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            readLine();
        }
        readLine();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String size = readLine();
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

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
