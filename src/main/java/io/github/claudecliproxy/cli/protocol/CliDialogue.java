package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.ApiWords;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.process.CliProcess;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lines to the CLI and events from it. What the CLI asks about the client's tools is answered in passing; calls of them
 * are held. For one thread at a time, but for {@link #cancel}.
 */
public final class CliDialogue {
    /** The CLI prints the API's words on stderr before it tells of the error on stdout; they come by different pipes. */
    private static final Duration API_WORDS = Duration.ofMillis(200);

    private final CliProcess process;
    private final HeldCalls calls = new HeldCalls();
    private final UnparsableLines odd = new UnparsableLines();
    private final Deque<CliEvent> unread = new ArrayDeque<>();
    private ClientTools tools = ClientTools.named(List.of());
    private String model = "";
    private volatile boolean cancelled;

    public CliDialogue(CliProcess process) {
        this.process = process;
    }

    /** A turn begins, or is cleaned up after: a cancel that was meant for the one before is forgotten. */
    public void startAgain() {
        cancelled = false;
        process.startAgain();
    }

    /** Makes the wait of this turn, and each that it begins, end with an exception. From any thread. */
    public void cancel() {
        cancelled = true;
        process.wake();
    }

    /** The tools that the CLI may ask about from now on. */
    public void answerWith(ClientTools clientTools) {
        tools = clientTools;
    }

    public HeldCalls calls() {
        return calls;
    }

    /** The model that the CLI last said that it asks; empty before it has. */
    public String model() {
        return model;
    }

    public void write(ObjectNode... lines) throws CliException {
        write(Arrays.asList(lines));
    }

    /** All in one write, so that the CLI finds them together. */
    public void write(List<ObjectNode> lines) throws CliException {
        process.write(lines.stream().map(Json::bytes).toList());
    }

    /** Sends a control request, and passes over everything until its answer comes. */
    public JsonNode control(ObjectNode line, Duration limit) throws CliException, InterruptedException {
        return control(line, List.of(), limit);
    }

    /** The same with other lines behind it, in one write; their answers are not waited for. */
    public JsonNode control(ObjectNode line, List<ObjectNode> along, Duration limit)
            throws CliException, InterruptedException {
        String id = line.path("request_id").asText();
        List<ObjectNode> lines = new ArrayList<>();
        lines.add(line);
        lines.addAll(along);
        write(lines);
        while (true) {
            CliEvent event = anything(limit).orElseThrow(() -> silent("did not answer a control request"));
            if (event instanceof CliEvent.Answered answered
                    && answered.requestId().equals(id)) {
                return answered.answer();
            }
        }
    }

    private static CliException silent(String failure) {
        return new CliException(Kind.UNRESPONSIVE, "The claude CLI " + failure);
    }

    /**
     * Passes over events until the wanted one has come. An answer of the API's is none of them: nobody has asked for it,
     * and it would be taken for the next one.
     *
     * @param silence how long the CLI may say nothing at all
     */
    public CliEvent await(Predicate<CliEvent> wanted, Duration silence, String failure)
            throws CliException, InterruptedException {
        while (true) {
            CliEvent event = anything(silence).orElseThrow(() -> silent(failure));
            if (wanted.test(event)) {
                return event;
            }
            if (event instanceof CliEvent.Streamed) {
                throw unasked();
            }
        }
    }

    /** The next event, or one without a meaning for any line that has none; empty when no line came within the time. */
    private Optional<CliEvent> anything(Duration silence) throws CliException, InterruptedException {
        CliEvent before = unread.poll();
        if (before != null) {
            return Optional.of(before);
        }
        Optional<byte[]> line = line(silence);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(read(line.orElseThrow()).orElse(new CliEvent.Other()));
    }

    /** The event will be the next. */
    public void unread(CliEvent event) {
        unread.addFirst(event);
    }

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or the turn was cancelled
     */
    public Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException {
        CliEvent before = unread.poll();
        if (before != null) {
            return Optional.of(before);
        }
        Deadline end = Deadline.after(wait);
        while (true) {
            Optional<byte[]> line = line(end.left());
            Optional<CliEvent> event = line.isPresent() ? read(line.orElseThrow()) : Optional.empty();
            if (event.isPresent() || (line.isEmpty() && end.passed())) {
                return event;
            }
        }
    }

    private Optional<byte[]> line(Duration wait) throws CliException, InterruptedException {
        refuseCancelled();
        Optional<byte[]> line = process.next(wait);
        refuseCancelled();
        return line;
    }

    private void refuseCancelled() throws CliException {
        if (cancelled) {
            throw new CliException(Kind.CANCELLED, "The turn was cancelled");
        }
    }

    /** Passes over what is here already; what a CLI says unasked after that ends it. */
    public void skipAll() throws CliException, InterruptedException {
        unread.clear();
        while (process.next(Duration.ZERO).isPresent()) {
            // of a turn that is over
        }
    }

    private static CliException unasked() {
        return new CliException(Kind.ODD, "The claude CLI answered more than it was asked");
    }

    private Optional<CliEvent> read(byte[] line) throws CliException, InterruptedException {
        CliEvent event = CliLines.read(line, odd).orElse(null);
        if (event instanceof CliEvent.Asked asked && !held(asked)) {
            answer(asked);
            return Optional.empty();
        }
        if (event instanceof CliEvent.Begun begun && !begun.model().isEmpty()) {
            model = begun.model();
        }
        return Optional.ofNullable(
                event instanceof CliEvent.ApiFailed || event instanceof CliEvent.Retrying
                        ? inTheApisWords(event)
                        : event);
    }

    private CliEvent inTheApisWords(CliEvent event) throws InterruptedException {
        if (event instanceof CliEvent.ApiFailed failed && failed.status() == 0 && !failed.fromApi()) {
            return event; // the CLI's own, and nothing will be on stderr
        }
        Optional<ApiWords> words = process.apiWords(API_WORDS);
        return words.isEmpty() ? event : ApiErrors.told(event, words.orElseThrow());
    }

    private boolean held(CliEvent.Asked asked) {
        boolean held = ClientTools.isCall(asked.request());
        if (held) {
            calls.called(asked);
        }
        return held;
    }

    private void answer(CliEvent.Asked asked) throws CliException {
        Optional<ObjectNode> answer = tools.answer(asked.request());
        if (answer.isPresent()) {
            write(CliLines.answer(asked.requestId(), answer.orElseThrow()));
        }
    }
}
