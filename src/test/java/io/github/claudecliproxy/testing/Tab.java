package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A tab of a {@link Chromium}. */
public final class Tab {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Chromium browser;
    private final String session;

    Tab(Chromium browser, String session) {
        this.browser = browser;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            ask(domain + ".enable", Json.object());
        }
    }

    private JsonNode ask(String method, ObjectNode parameters) {
        return browser.ask(session, method, parameters);
    }

    /** Opens a page and waits until it has loaded. */
    public void open(String url) {
        ask("Page.navigate", Json.object().put("url", url));
        await("loaded")
                .atMost(LIMIT)
                .until(() -> is("document.readyState === 'complete' && location.href !== 'about:blank'"));
    }

    /** Looks as a screen of this width, in the light or the dark theme of the system. */
    public void look(int width, int height, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Json.object()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
        ObjectNode media = Json.object();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        ask("Emulation.setEmulatedMedia", media);
    }

    /** The value of an expression, or of the promise that it gives. */
    public JsonNode value(String expression) {
        JsonNode result = ask(
                "Runtime.evaluate",
                Json.object()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    public boolean is(String condition) {
        return value(condition).asBoolean();
    }

    /** The text of the first element that a CSS selector finds. */
    public String text(String selector) {
        return value("document.querySelector('" + selector + "').innerText").asText();
    }

    /** Waits until the text of an element contains this. */
    public void awaitText(String selector, String text) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(text(selector)).as(selector).contains(text));
    }

    public void click(String selector) {
        value("document.querySelector('" + selector + "').click()");
    }

    /** Gives a field a value, as a person who types would. */
    public void type(String selector, String text) {
        value("(field => { field.focus(); field.select(); })(document.querySelector('" + selector + "'))");
        ask("Input.insertText", Json.object().put("text", text));
    }

    public void press(String key, int code) {
        for (String kind : List.of("keyDown", "keyUp")) {
            ObjectNode event = Json.object()
                    .put("type", kind)
                    .put("key", key)
                    .put("code", key)
                    .put("windowsVirtualKeyCode", code);
            if (kind.equals("keyDown") && key.equals("Enter")) {
                event.put("text", "\r");
            }
            ask("Input.dispatchKeyEvent", event);
        }
    }

    /** Errors of scripts, and what the browser itself complains of, such as violations of a policy; not failed requests. */
    public List<String> complaints() {
        return Stream.concat(
                        browser.events(session, "Runtime.exceptionThrown").stream(),
                        browser.events(session, "Log.entryAdded").stream()
                                .map(entry -> entry.path("entry"))
                                .filter(entry -> !entry.path("source").asText().equals("network"))
                                .filter(entry -> !entry.path("level").asText().equals("verbose")))
                .map(JsonNode::toString)
                .toList();
    }

    /** The addresses of all requests. */
    public List<String> requests() {
        return browser.events(session, "Network.requestWillBeSent").stream()
                .map(request -> request.at("/request/url").asText())
                .toList();
    }

    /** Writes a picture of the page from its top, at most so high. */
    public void picture(Path file, int width, int height) throws IOException {
        ObjectNode parameters = Json.object().put("format", "png").put("captureBeyondViewport", true);
        parameters
                .putObject("clip")
                .put("x", 0)
                .put("y", 0)
                .put("width", width)
                .put("height", height)
                .put("scale", 1);
        byte[] png = Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", parameters).path("data").asText());
        Files.createDirectories(file.getParent());
        Files.write(file, png);
    }
}
