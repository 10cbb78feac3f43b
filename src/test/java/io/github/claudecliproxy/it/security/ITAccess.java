package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which callers are let in, from which hosts and pages, with which content. */
class ITAccess {
    private static final String KEY = "correct-horse";

    @RegisterExtension
    static final ProxyFixture keyed = ProxyFixture.ofFakeCli(
            "PROXY_API_KEY",
            KEY,
            "CLAUDE_PROXY_ALLOWED_ORIGINS",
            "http://good.example",
            "CLAUDE_PROXY_ALLOWED_HOSTS",
            "proxy.internal");

    @RegisterExtension
    static final ProxyFixture open = ProxyFixture.ofFakeCli("CLAUDE_PROXY_MAX_BODY_BYTES", "2000");

    @ParameterizedTest
    @CsvSource({
        "x-api-key, correct-horse, 200",
        "authorization, Bearer correct-horse, 200",
        "authorization, bearer correct-horse, 200",
        "x-api-key, correct-hors, 401",
        "x-api-key, correct-horsee, 401",
        "authorization, correct-horse, 401",
        "authorization, Basic correct-horse, 401",
        "x-other, correct-horse, 401"
    })
    void key_guardsEveryEndpointButHealth(String header, String value, int status) throws Exception {
        Http http = keyed.http();

        assertThat(http.post("/v1/messages", Http.ask("hello", false), header, value)
                        .statusCode())
                .isEqualTo(status);
        assertThat(http.post("/chat", "{\"prompt\":\"hello\"}", header, value).statusCode())
                .isEqualTo(status);
        assertThat(http.get("/metrics", header, value).statusCode()).isEqualTo(status);
        assertThat(http.get("/metrics/prometheus", header, value).statusCode()).isEqualTo(status);
        assertThat(http.get("/nothing-here", header, value).statusCode()).isEqualTo(status == 200 ? 404 : status);
        assertThat(http.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void wrongKey_isTheApisErrorAndChatsOwn() throws Exception {
        HttpResponse<String> messages = keyed.http().post("/v1/messages", "{}");
        HttpResponse<String> chat = keyed.http().post("/chat", "{}");

        assertThat(Http.json(messages).at("/error/type").asText()).isEqualTo("authentication_error");
        assertThat(Http.json(chat).path("text").asText("missing")).isEmpty();
        assertThat(Http.json(chat).path("error").asText()).contains("PROXY_API_KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1, 200",
        "[::1]:9100, 200",
        "host.docker.internal:9100, 200",
        "PROXY.internal, 200",
        "evil.example, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example, 403"
    })
    void host_mustNameThisServer(String host, int status) throws Exception {
        String answer = RawClient.exchange(
                keyed.port(),
                "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nx-api-key: " + KEY + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        if (status == 403) {
            assertThat(answer).contains("permission_error", "CLAUDE_PROXY_ALLOWED_HOSTS");
        }
    }

    @Test
    void foreignHost_learnsOfHealthOnlyWhetherItIsOk() throws Exception {
        String answer = RawClient.exchange(
                keyed.port(), "GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("{\"ok\":true}");
    }

    @Test
    void origin_isRefusedUnlessListed() throws Exception {
        HttpResponse<String> evil = keyed.http().get("/health", "origin", "http://evil.example");
        HttpResponse<String> opaque = keyed.http().get("/health", "origin", "null");
        HttpResponse<String> good = keyed.http().get("/metrics", "origin", "http://good.example", "x-api-key", KEY);

        assertThat(evil.statusCode()).isEqualTo(403);
        assertThat(evil.body()).contains("CLAUDE_PROXY_ALLOWED_ORIGINS");
        assertThat(opaque.statusCode()).isEqualTo(403);
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.headers().firstValue("access-control-allow-origin")).contains("http://good.example");
    }

    /** Our own page. */
    @ParameterizedTest
    @CsvSource({
        "localhost:9100, http://localhost:9100, same-origin, 200",
        "localhost:9100, https://localhost:9100, same-origin, 200", // behind a reverse proxy with TLS
        "[::1]:9100, http://[::1]:9100, same-origin, 200",
        "localhost:9100, http://localhost:9100, , 403",
        "localhost:9100, http://localhost:9100, same-site, 403",
        "localhost:9100, http://localhost:9100, cross-site, 403",
        "localhost:9100, http://localhost:9101, same-origin, 403",
        "localhost:9100, http://127.0.0.1:9100, same-origin, 403",
        "localhost:9100, http://localhost, same-origin, 403",
        "localhost:9100, ftp://localhost:9100, same-origin, 403",
        "localhost:9100, null, same-origin, 403",
        "evil.example:9100, http://evil.example:9100, same-origin, 403"
    })
    void ownPage_isLetIn(String host, String origin, String site, int status) throws Exception {
        String body = Http.ask("hello", false);
        String fetched = site == null ? "" : "Sec-Fetch-Site: " + site + "\r\n";

        String answer = RawClient.exchange(
                open.port(),
                "POST /v1/messages HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin + "\r\n" + fetched
                        + "Content-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("access-control-allow-origin");
    }

    /** Browsers leave the site out on a plain http connection to another machine. Then a key must show that the page is ours. */
    @ParameterizedTest
    @CsvSource({"http://localhost:9100, 200", "https://localhost:9100, 403", "http://localhost:9101, 403"})
    void ownPageWithAKey_isLetInWithoutItsSite(String origin, int status) throws Exception {
        String body = Http.ask("hello", false);

        String answer = RawClient.exchange(
                keyed.port(),
                "POST /v1/messages HTTP/1.1\r\nHost: localhost:9100\r\nOrigin: " + origin + "\r\nX-Api-Key: " + KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("access-control-allow-origin");
    }

    /** The Host is not checked for the health, so it must not make an origin ours. */
    @Test
    void ownPage_byAForeignName_isRefusedItsHealthToo() throws Exception {
        String answer = RawClient.exchange(
                open.port(),
                String.join(
                        "\r\n",
                        "GET /health HTTP/1.1",
                        "Host: evil.example",
                        "Origin: http://evil.example",
                        "Sec-Fetch-Site: same-origin",
                        "Connection: close",
                        "",
                        ""));

        assertThat(answer).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @CsvSource({
        "/, 'text/html,application/xhtml+xml,*/*;q=0.8', 200, text/html",
        "/, */*, 200, text/html",
        "/, application/json, 404, application/json",
        "/page/main.js, */*, 200, text/javascript",
        "/page/uplot.css, */*, 200, text/css",
        "/page/icon.svg, image/avif, 200, image/svg+xml",
        "/page/nothing.js, */*, 404, application/json"
    })
    void page_needsNoKey(String path, String accept, int status, String type) throws Exception {
        HttpResponse<String> response = keyed.http().get(path, "accept", accept);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith(type);
    }

    @Test
    void page_hasAStrictPolicy_andIsAskedForAgainOnlyWhenItHasChanged() throws Exception {
        HttpResponse<String> page = open.http().get("/");
        String tag = page.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again = open.http().get("/", "if-none-match", tag);

        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
    void pageWithoutOrigin_isRefusedByItsSite(String site, int status) throws Exception {
        assertThat(open.http().get("/metrics", "sec-fetch-site", site).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://good.example", "http://evil.example"})
    void preflight_isAnsweredForListedOriginsOnly(String origin) throws Exception {
        String answer = RawClient.exchange(
                keyed.port(),
                "OPTIONS /v1/messages HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");

        boolean good = origin.contains("good");
        assertThat(answer).startsWith(good ? "HTTP/1.1 204" : "HTTP/1.1 403");
        assertThat(answer.contains("access-control-allow-origin")).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-proto"})
    void withoutKey_aRequestThroughAReverseProxyIsRefused(String header) throws Exception {
        HttpResponse<String> response =
                open.http().post("/v1/messages", Http.ask("hello", false), header, "203.0.113.9");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("PROXY_API_KEY");
    }

    @Test
    void requestOfItsOwnCli_is508() throws Exception {
        HttpResponse<String> response =
                open.http().post("/v1/messages", Http.ask("hello", false), "x-claude-cli-proxy-hop", "any");

        assertThat(response.statusCode()).isEqualTo(508);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, identity, 415",
        "application/x-www-form-urlencoded, identity, 415",
        "application/json, gzip, 415",
        "garbage, identity, 415",
        "application/jsonp, identity, 415",
        "*/*, identity, 415",
        "application/json; charset=utf-8, identity, 200"
    })
    void content_mustBePlainJson(String type, String encoding, int status) throws Exception {
        String body = Http.ask("hello", false);
        String answer = RawClient.exchange(
                open.port(),
                "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Encoding: "
                        + encoding + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("request-id: req_");
    }

    /** A path that is not served is 404 whatever its content type, as for an SDK that uploads a file. */
    @Test
    void unknownPath_withAnotherContentType_is404() throws Exception {
        HttpResponse<String> response =
                open.http().postAs("multipart/form-data; boundary=b", "/v1/files", "--b\r\n\r\nx\r\n--b--");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Http.json(response).at("/error/type").asText()).isEqualTo("not_found_error");
    }

    @Test
    void largeBody_is413() throws Exception {
        HttpResponse<String> response = open.http().post("/v1/messages", Http.ask("x".repeat(3000), false));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(Http.json(response).at("/error/type").asText()).isEqualTo("request_too_large");
    }

    @Test
    void invalidHttp_isAnsweredWithoutAPage() throws Exception {
        String answer = RawClient.exchange(open.port(), "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<html", "Tomcat", "at org.");
    }

    @Test
    void wrongMethodOrPath_isTheApisError() throws Exception {
        HttpResponse<String> method = open.http().get("/v1/messages");
        HttpResponse<String> path = open.http().get("/WEB-INF/web.xml");
        HttpResponse<String> launcher = open.http().get("/launch/Boot.class");

        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(Http.json(method).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(Http.json(path).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(launcher.statusCode()).isEqualTo(404);
    }
}
