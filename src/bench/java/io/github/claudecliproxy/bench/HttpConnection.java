package io.github.claudecliproxy.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept-alive connection to a server on loopback: blocking, no more than HTTP/1.1 needs here, and a small part of the
 * processor time that a whole HTTP client takes, so that what is measured is the server. One request at a time.
 */
final class HttpConnection implements AutoCloseable {
    private static final int CONNECT_MS = 10_000;
    private static final int SILENCE_MS = 300_000;
    private static final int BUFFER_BYTES = 16 * 1024;
    /** Less than the server keeps a connection on which nothing is said. */
    private static final long KEPT_ALIVE_NANOS = 3_000_000_000L;

    private final int port;
    private Socket socket;
    private InputStream in;
    private boolean closing;
    private long lastNanos = System.nanoTime();

    HttpConnection(int port) throws IOException {
        this.port = port;
        this.socket = open(port);
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        socket.setSoTimeout(SILENCE_MS);
        return socket;
    }

    /** Opens another one now if the server may have closed this one, as nothing was said for long. */
    void refresh() throws IOException {
        closing |= System.nanoTime() - lastNanos > KEPT_ALIVE_NANOS;
        reopen();
    }

    /** Opens another one when the server has said that it closes this one, as every HTTP client does. */
    private void reopen() throws IOException {
        lastNanos = System.nanoTime();
        if (closing) {
            socket.close();
            socket = open(port);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
            closing = false;
        }
    }

    /** Takes the lines of a streamed answer as they come. */
    interface Lines {
        void line(String line);
    }

    /**
     * An answer.
     *
     * @param session its {@code x-proxy-session}, or empty
     * @param body its body; empty when the lines were taken
     */
    record Answer(int status, String session, String body) {
        Answer expectOk() throws IOException {
            if (status != 200) {
                throw new IOException("answered " + status + ": " + body);
            }
            return this;
        }
    }

    Answer get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", new byte[0]);
        return receive(line -> {});
    }

    Answer post(String path, byte[] body, Lines lines) throws IOException {
        begin(path, body, "");
        return receive(lines);
    }

    /** Sends a request whose answer is received later. */
    void begin(String path, byte[] body, String headers) throws IOException {
        send(
                "POST " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
                        + "anthropic-version: 2023-06-01\r\n" + headers + "content-length: " + body.length
                        + "\r\n\r\n",
                body);
    }

    private void send(String head, byte[] body) throws IOException {
        reopen();
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        socket.getOutputStream().write(all);
    }

    /** The answer to the request that was begun; an event stream goes to {@code lines}. */
    Answer receive(Lines lines) throws IOException {
        int status = Integer.parseInt(readLine().split(" ", 3)[1]);
        String session = "";
        long length = -1;
        boolean streamed = false;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "x-proxy-session" -> session = value;
                case "connection" -> closing = value.equalsIgnoreCase("close");
                case "content-length" -> length = Long.parseLong(value);
                case "content-type" -> streamed = value.startsWith("text/event-stream");
                default -> {} // nothing that matters here
            }
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        InputStream content = length >= 0 ? new Limited(length) : new Chunked();
        if (streamed) {
            for (String line = nextLine(content, body); line != null; line = nextLine(content, body)) {
                lines.line(line);
            }
            return new Answer(status, session, "");
        }
        content.transferTo(body);
        return new Answer(status, session, body.toString(StandardCharsets.UTF_8));
    }

    private String readLine() throws IOException {
        String line = nextLine(in, new ByteArrayOutputStream());
        if (line == null) {
            throw new EOFException("the server closed the connection");
        }
        return line.strip();
    }

    private static @org.jspecify.annotations.Nullable String nextLine(InputStream from, ByteArrayOutputStream line)
            throws IOException {
        line.reset();
        for (int next = from.read(); next != -1; next = from.read()) {
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
        }
        return null;
    }

    private static int whole(int read) throws IOException {
        if (read < 0) {
            throw new EOFException("the answer broke off");
        }
        return read;
    }

    /** A body of known length. */
    private final class Limited extends InputStream {
        private long left;

        Limited(long length) {
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }

    /** A body in chunks, up to and with its last one. */
    private final class Chunked extends InputStream {
        private int left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            if (!more()) {
                return -1;
            }
            left--;
            int read = whole(in.read());
            endChunk();
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!more()) {
                return -1;
            }
            int read = whole(in.read(into, offset, Math.min(length, left)));
            left -= read;
            endChunk();
            return read;
        }

        private boolean more() throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(readLine(), 16);
                ended = left == 0;
                if (ended) {
                    readLine();
                }
            }
            return !ended;
        }

        private void endChunk() throws IOException {
            if (left == 0) {
                readLine();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
