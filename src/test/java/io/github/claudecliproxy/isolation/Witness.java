package io.github.claudecliproxy.isolation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.github.claudecliproxy.isolation.Question.Ending;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ScriptedApi.Recorded;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Checks what the API received and what the clients got, and collects the differences. Thread-safe. */
final class Witness {
    private static final int MOST_VIOLATIONS = 20;

    private final boolean calm;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /**
     * Of one run.
     *
     * @param calm whether nothing disturbs the processes, so that each question must be answered
     */
    Witness(boolean calm) {
        this.calm = calm;
    }

    void count(String what) {
        counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
    }

    void violated(String what) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    long counted(String what) {
        return counts.getOrDefault(what, new LongAdder()).sum();
    }

    /** Checks the answer to a question; returns whether it is the one that the API gave. */
    boolean answered(Canary canary, Question question, HttpResponse<String> response) {
        List<String> others =
                canary.othersIn(response.body() + response.headers().map());
        if (!others.isEmpty()) {
            violated(question.key() + " was answered with " + others + ": " + response.body());
        }
        response.headers().firstValue("x-proxy-session").ifPresent(this::count);
        if (question.ending() == Ending.REFUSED) {
            return refused(question, response);
        }
        try {
            if (response.statusCode() == 200 && question.answer().content().equals(Http.content(response))) {
                count("answered");
                return true;
            }
        } catch (IOException brokenOff) {
            // an answer that is not whole
        }
        boolean honest = response.body().contains("\"error\"") && !calm;
        count("failed");
        if (!honest) {
            violated(question + " was answered with " + response.statusCode() + " " + response.body());
        }
        return false;
    }

    private boolean refused(Question question, HttpResponse<String> response) {
        count("refused");
        if (!response.body().contains("\"error\"")) {
            violated(question + ", which the API refused, was answered with " + response.body());
        }
        return false;
    }

    /** Checks what the API received for a question. */
    void asked(Canary canary, Question question, List<Recorded> requests) {
        boolean tooMany = requests.size() > 1 && question.ending() != Ending.REFUSED;
        if (tooMany || (requests.isEmpty() && calm)) {
            violated(question.key() + " was asked " + requests.size() + " times: " + question);
        }
        for (Recorded request : requests) {
            List<String> others = canary.othersIn(request.whole());
            if (!others.isEmpty()) {
                violated(question.key() + " took along " + others + ": " + request.body());
            }
            String difference = difference(question.request(), request);
            if (!difference.isEmpty()) {
                violated(question.key() + " arrived altered: " + difference);
            }
        }
    }

    private static String difference(ObjectNode sent, Recorded request) {
        ObjectNode expected = Fidelity.expected(sent);
        ObjectNode received = Fidelity.received(request.body(), sent);
        for (ObjectNode body : List.of(expected, received)) {
            body.set("messages", Fidelity.withResultsAsBlocks(body.path("messages")));
        }
        String system = String.join("\n\n", request.system());
        String told = sent.path("system").asText();
        return Fidelity.difference(expected, received)
                + (system.equals(told) ? "" : "\n  told     " + told + "\n  received " + system);
    }

    /** Checks that a reused process sent the same request as a new one does. */
    void asksAsNew(Question question, Recorded used, Recorded fresh) {
        count("compared");
        String one = text(used);
        String other = text(fresh);
        if (!one.equals(other)) {
            violated(question.key() + " asked, of a process with a past,\n  " + one + "\n, of a new one\n  " + other);
        }
    }

    /** The whole request; tool results as blocks, as a reused process writes them. */
    private static String text(Recorded request) {
        ObjectNode body = request.body().deepCopy();
        ArrayNode messages = Fidelity.withResultsAsBlocks(body.path("messages"));
        body.set("messages", messages);
        Headers headers = new Headers();
        headers.putAll(request.headers());
        headers.remove("Content-length");
        headers.remove("X-Claude-Cli-Proxy-Hop"); // two proxies, two ids
        return new Recorded(request.path(), headers, body).whole();
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts).toString();
    }
}
