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
 * Lines to the CLI and events from it. The CLI's questions about the client's tools are answered here; calls of the tools
 * are held. For one thread at a time, except {@link #cancel}.
 */
public final class CliDialogue {
    /** How long the API's words may come after the error: the CLI prints them first, but on stderr, which is another pipe. */
    private static final Duration API_WORDS = Duration.ofMillis(200);

    private final CliProcess process;
    private final PlanListener plan;
    private final HeldCalls calls = new HeldCalls();
    private final LineLog log;
    private final Deque<CliEvent> unread = new ArrayDeque<>();
    private ClientTools tools = ClientTools.named(List.of());
    private String model = "";
    private int questions;
    private volatile boolean cancelled;

    /**
     * A dialogue that has not begun.
     *
     * @param plan is told what the CLI says of the operator's plan, whatever else is awaited at that moment
     */
    public CliDialogue(CliProcess process, PlanListener plan) {
        this.process = process;
        this.plan = plan;
        this.log = new LineLog(process.pid());
    }

    /** A turn begins, or its clean-up does: a cancel that came too late for the work before is forgotten. */
    public void startAgain() {
        cancelled = false;
        process.startAgain();
    }

    /** Makes the current wait of this turn, and every further one, end with an exception. From any thread. */
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

    /** The model that the CLI last named as the one it asks; empty before that. */
    public String model() {
        return model;
    }

    public void write(ObjectNode... lines) throws CliException {
        write(Arrays.asList(lines));
    }

    /** In one write, so that the CLI reads the lines together. */
    public void write(List<ObjectNode> lines) throws CliException {
        process.write(lines.stream().map(Json::bytes).toList());
    }

    /**
     * Sends a control request without arguments, and skips everything until its answer comes. Each has an id of its own:
     * the answer to one that was given up may still come, and must not be taken for that of the next.
     */
    public JsonNode question(String subtype, Duration limit) throws CliException, InterruptedException {
        return control(CliLines.question(subtype + "-" + ++questions, subtype), limit);
    }

    /** Sends a control request, and skips everything until its answer comes. */
    public JsonNode control(ObjectNode line, Duration limit) throws CliException, InterruptedException {
        return control(line, List.of(), limit);
    }

    /** The same with more lines after it, in one write. Their answers are not awaited. */
    public JsonNode control(ObjectNode line, List<ObjectNode> along, Duration limit)
            throws CliException, InterruptedException {
        String id = line.path("request_id").asText();
        List<ObjectNode> lines = new ArrayList<>();
        lines.add(line);
        lines.addAll(along);
        write(lines);
        while (true) {
            CliEvent event = anything(limit).orElseThrow(() -> silent("did not answer a control request in time"));
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
     * Skips events until the wanted one comes. Answers of the API are not skipped but an error: nobody has asked for them,
     * and what follows of them would be taken for the next turn's answer.
     *
     * @param silence how long the CLI may print no line at all
     * @param failure what the CLI did not do, for the exception
     */
    public CliEvent await(Predicate<CliEvent> wanted, Duration silence, String failure)
            throws CliException, InterruptedException {
        while (true) {
            CliEvent event = anything(silence).orElseThrow(() -> silent(failure));
            if (wanted.test(event)) {
                return event;
            }
            if (event instanceof CliEvent.Streamed) {
                throw new CliException(Kind.ODD, "The claude CLI sent an answer that nobody had asked for");
            }
        }
    }

    /** The next event, {@link CliEvent.Other} for a line without one; empty when no line came in time. */
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

    /** Puts the event back: it will be the next. */
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

    /** Skips the lines that are here already. Answers that come unasked later are an error, see {@link #await}. */
    public void skipAll() throws CliException, InterruptedException {
        unread.clear();
        while (process.next(Duration.ZERO).isPresent()) {
            // these lines belong to a turn that is over
        }
    }

    private Optional<CliEvent> read(byte[] line) throws CliException, InterruptedException {
        CliEvent event = CliLines.read(line, log).orElse(null);
        if (event instanceof CliEvent.Asked asked && ClientTools.isCall(asked.request())) {
            calls.called(asked);
        } else if (event instanceof CliEvent.Asked asked) {
            answer(asked);
            return Optional.empty();
        }
        if (event instanceof CliEvent.PlanTold told) {
            plan.heard(told.decisive(), told.others());
        } else if (event instanceof CliEvent.ApiFailed failed && failed.limit() != null) {
            plan.heard(failed.limit(), List.of());
        }
        if (event instanceof CliEvent.Begun begun && !begun.model().isEmpty()) {
            model = begun.model();
        }
        if (event instanceof CliEvent.ApiFailed || event instanceof CliEvent.Retrying) {
            return Optional.of(inTheApisWords(event));
        }
        return Optional.ofNullable(event);
    }

    private CliEvent inTheApisWords(CliEvent event) throws InterruptedException {
        if (event instanceof CliEvent.ApiFailed failed && failed.status() == 0 && !failed.fromApi()) {
            return event; // the CLI's own failure, of which it prints nothing on stderr
        }
        Optional<ApiWords> words = process.apiWords(API_WORDS);
        return words.isEmpty() ? event : ApiErrors.inWords(event, words.orElseThrow());
    }

    private void answer(CliEvent.Asked asked) throws CliException {
        Optional<ObjectNode> answer = tools.answer(asked.request());
        if (answer.isPresent()) {
            write(CliLines.answer(asked.requestId(), answer.orElseThrow()));
        }
    }
}
