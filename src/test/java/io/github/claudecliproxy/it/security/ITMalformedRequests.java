package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library would send: each is refused clearly, and starts no turn. */
class ITMalformedRequests {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String GOOD = Http.ask("hello", false);

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofFakeCli();

    static List<Named<byte[]>> bodies() {
        return List.of(
                Named.of("deep arrays", utf8(with("x", "[".repeat(600) + "]".repeat(600)))),
                Named.of("deep objects", utf8(with("x", "{\"a\":".repeat(600) + "1" + "}".repeat(600)))),
                Named.of("a key twice", utf8(GOOD.replace("{\"model\"", "{\"model\":\"opus\",\"model\""))),
                Named.of("a key twice inside", utf8(with("metadata", "{\"a\":1,\"a\":2}"))),
                Named.of("broken UTF-8", GOOD.replace("hello", "h\u00c3(llo").getBytes(StandardCharsets.ISO_8859_1)),
                Named.of("half a character", GOOD.replace("hello", "h\u00e4").getBytes(StandardCharsets.ISO_8859_1)),
                Named.of("overlong UTF-8", GOOD.replace("hello", "\u00c0\u00af").getBytes(StandardCharsets.ISO_8859_1)),
                Named.of("half a pair", utf8(GOOD.replace("hello", "\\ud800"))),
                Named.of("UTF-16", GOOD.replace("hello", "h\u2028").getBytes(StandardCharsets.UTF_16LE)),
                Named.of("two values", utf8(GOOD + "{}")),
                Named.of("half a value", utf8(GOOD.substring(0, GOOD.length() - 2))),
                Named.of("a NUL in a string", utf8(GOOD.replace("hello", "h\u0000"))),
                Named.of("a number without end", utf8(with("x", "1e999999999999"))),
                Named.of("no object", utf8("[" + GOOD + "]")),
                Named.of("blanks", utf8("   ")));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void malformedBody_is400(byte[] body) throws Exception {
        String answer = exchange(JSON + "Content-Length: " + body.length + "\r\n", body);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: \r\n", "Content-Type: text/json\r\n", "Content-Type: a/b/c\r\n"})
    void missingOrWrongContentType_is415(String header) throws Exception {
        byte[] body = utf8(GOOD);

        assertThat(exchange(header + "Content-Length: " + body.length + "\r\n", body))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void gzipBody_is415AndNotUnpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(utf8(GOOD));
        }

        String answer = exchange(
                JSON + "Content-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n", packed.toByteArray());

        assertThat(answer).startsWith("HTTP/1.1 415");
    }

    @Test
    void form_is415AndNothingIsLogged() throws Exception {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger jersey = Logger.getLogger("org.glassfish.jersey");
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        byte[] body = utf8("model=m&prompt=hello");
        jersey.addHandler(listener);
        try {
            String answer = exchange(
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length + "\r\n", body);

            assertThat(answer).startsWith("HTTP/1.1 415").contains("Content-Type must be application/json");
            assertThat(logged).isEmpty();
        } finally {
            jersey.removeHandler(listener);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Accept: application/json;q=x', Accept: not a list of media types",
        "'Content-Type: application/json', Content-Type: must be sent only once",
        "'Content-Type: text/plain', Content-Type: must be sent only once"
    })
    void headerThatCannotBeRead_isNamed(String header, String message) throws Exception {
        byte[] body = utf8(GOOD);

        String answer = exchange(JSON + header + "\r\nContent-Length: " + body.length + "\r\n", body);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("request-id: req_", "\"type\":\"invalid_request_error\",\"message\":\"" + message);
    }

    static List<Named<String>> heads() {
        return List.of(
                Named.of("one that is large", "X-Large: " + "x".repeat(20_000) + "\r\n"),
                Named.of("too many", "X-Many: x\r\n".repeat(200)),
                Named.of("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n"),
                Named.of("a length that is none", "Content-Length: -1\r\n"),
                Named.of("an unknown coding", "Transfer-Encoding: rot13\r\n"),
                Named.of("two hosts", "Host: localhost\r\n"));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void malformedHeaders_areRefusedWithoutAPage(String headers) throws Exception {
        String answer = exchange(JSON + headers, new byte[0]);

        assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*").doesNotContain("<html", "Tomcat", "at org.");
    }

    /** Nothing that a client writes appears in the answer's headers, or as a header of its own. */
    @Test
    void stringsOfTheClient_areNotEchoed() throws Exception {
        String body = with("betas", "1").replace("\"betas\"", "\"betas\":1,\"x\\r\\nset-cookie: a=b\"");
        byte[] bytes = utf8(body.replace("claude-sonnet-5", "sonnet\\r\\nset-cookie: c=d"));

        String answer = exchange(
                JSON + "Request-Id: req_mine\r\nX-Request-Id: req_mine\r\nX-Priority: urgent\u001b[31m\r\n"
                        + "Content-Length: " + bytes.length + "\r\n",
                bytes);

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("req_mine", "\u001b");
        assertThat(answer.lines()).noneMatch(line -> line.startsWith("set-cookie"));
    }

    private static String with(String field, String value) {
        return GOOD.replace("{\"model\"", "{\"" + field + "\":" + value + ",\"model\"");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String exchange(String headers, byte[] body) throws IOException {
        String head = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return RawClient.exchange(proxy.port(), request.toByteArray());
    }
}
