package io.github.claudecliproxy.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.RawClient;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/** A client that plays one scenario after the other and compares each answer with its fault. For one thread. */
final class ScenarioPlayer implements AutoCloseable {
    private static final String TOOL = "lookup";
    private static final int ANY_TIME_MS = 120_000;

    private final int port;
    private final Round.Kind kind;
    private final Processes processes;
    private final Ledger ledger;
    private final BooleanSupplier stopped;
    private final Queue<RawClient> unread;
    private Optional<RawClient> open = Optional.empty();

    /**
     * A client of one round.
     *
     * @param stopped whether the server was asked to stop; then it may leave requests without an answer
     * @param unread takes the connections whose answer is never read
     */
    ScenarioPlayer(
            int port,
            Round.Kind kind,
            Processes processes,
            Ledger ledger,
            BooleanSupplier stopped,
            Queue<RawClient> unread) {
        this.port = port;
        this.kind = kind;
        this.processes = processes;
        this.ledger = ledger;
        this.stopped = stopped;
        this.unread = unread;
    }

    /** Returns false when the server is gone. */
    boolean play(Scenario scenario) {
        try {
            talk(scenario);
            return true;
        } catch (IOException | RuntimeException failure) {
            boolean cut = stopped.getAsBoolean()
                    && open.filter(RawClient::hasAnswered).isEmpty();
            if (cut) {
                ledger.count("cut"); // a server that stops cannot answer what it has not read
            } else {
                ledger.violated(scenario + " had no whole answer: " + failure);
            }
            close();
            return !cut;
        }
    }

    private void talk(Scenario scenario) throws IOException {
        ArrayNode messages = Json.mapper().createArrayNode();
        int last = scenario.turns().size() - 1;
        for (int turn = 0; turn < last; turn++) {
            Answer answer = read(scenario, ask(scenario, messages, turn));
            if (!held(scenario, scenario.turns().get(turn), answer)) {
                return; // the conversation cannot go on
            }
            messages.add(said(answer));
            if (scenario.killed() && turn == last - 1) {
                processes.kill(answer.process());
            }
        }
        end(scenario, ask(scenario, messages, last));
    }

    private RawClient ask(Scenario scenario, ArrayNode messages, int turn) throws IOException {
        Fault fault = scenario.turns().get(turn);
        String question = fault.question() + " in turn " + turn + " of " + scenario.number();
        ObjectNode request = Json.object().put("model", fault.model());
        if (scenario.form() == Form.CHAT) {
            request.put("prompt", question);
            if (fault.endless()) {
                request.put("timeoutMs", 50 + scenario.patienceMs());
            }
        } else {
            messages.add(asked(question, messages));
            if (scenario.hasTools()) {
                request.putArray("tools")
                        .addObject()
                        .put("name", TOOL)
                        .putObject("input_schema")
                        .put("type", "object");
            }
            request.put("max_tokens", 1000).put("stream", scenario.form() == Form.STREAM);
            request.set("messages", messages);
        }
        RawClient connection = connection(scenario);
        connection.post(scenario.form().path(), Json.bytes(request));
        ledger.count("sent");
        ledger.count("fault " + fault);
        return connection;
    }

    private static ObjectNode said(Answer answer) {
        ObjectNode message = Json.object().put("role", "assistant");
        if (answer.call().isEmpty()) {
            return message.put("content", "Hi there");
        }
        ObjectNode block = message.putArray("content").addObject().put("type", "tool_use");
        block.put("id", answer.call()).put("name", TOOL).putObject("input");
        return message;
    }

    /** A question, or the result of the tool that the last answer called. */
    private static ObjectNode asked(String question, ArrayNode before) {
        ObjectNode message = Json.object().put("role", "user");
        String call = before.path(before.size() - 1).at("/content/0/id").asText("");
        if (call.isEmpty()) {
            return message.put("content", question);
        }
        ObjectNode block = message.putArray("content").addObject().put("type", "tool_result");
        block.put("tool_use_id", call).put("content", question);
        return message;
    }

    /** A client that reads slowly has a connection of its own, whose window is small. */
    private RawClient connection(Scenario scenario) throws IOException {
        boolean slow = scenario.manner() == Manner.READS_SLOWLY || scenario.manner() == Manner.NEVER_READS;
        if (slow) {
            close();
        }
        RawClient connection =
                open.isPresent() ? open.orElseThrow() : slow ? RawClient.withSmallWindow(port) : new RawClient(port);
        open = slow ? Optional.empty() : Optional.of(connection);
        return connection;
    }

    private void end(Scenario scenario, RawClient connection) throws IOException {
        ledger.count("client " + scenario.manner());
        boolean gone = switch (scenario.manner()) {
            case READS, READS_SLOWLY -> false;
            case GOES_AT_ONCE -> true;
            case GOES_SOON -> !connection.answersWithin(scenario.patienceMs());
            case GOES_WHILE_READING -> connection.answersWithin(ANY_TIME_MS);
            case NEVER_READS -> unread.add(connection);
        };
        if (!gone) {
            held(scenario, scenario.last(), read(scenario, connection));
            if (scenario.manner() == Manner.READS_SLOWLY) {
                connection.close();
            }
            return;
        }
        ledger.count("gone");
        if (scenario.manner() != Manner.NEVER_READS) {
            close();
        }
    }

    private Answer read(Scenario scenario, RawClient connection) throws IOException {
        int status = connection.head();
        Answer answer = Answer.of(scenario.form(), status, connection.body());
        if (connection.isLast()) {
            close();
        }
        return answer;
    }

    /** Compares the answer with the fault; returns whether it is right and whole. */
    private boolean held(Scenario scenario, Fault fault, Answer answer) {
        boolean right = fault.ending().matches(scenario.form(), answer)
                && (!fault.ending().equals(Ending.WHOLE) || answer.chars() == fault.chars())
                && answer.call().isEmpty() == (fault != Fault.TOOL);
        boolean may = kind.mayEnd().stream().anyMatch(ending -> ending.matches(scenario.form(), answer));
        if ((!right && !may) || answer.ends() != 1) {
            ledger.violated(scenario + ", " + fault + " was answered " + answer);
        }
        ledger.count("seen " + outcome(answer));
        return right && fault.ending().equals(Ending.WHOLE);
    }

    /** The answer's outcome as the proxy counts it. */
    private static String outcome(Answer answer) {
        if (answer.status() == 504 || answer.status() == 408 || answer.error().equals("timeout_error")) {
            return "timedOut";
        }
        if (answer.status() == 503) {
            return "queueRejected";
        }
        return answer.status() == 200 && answer.error().isEmpty() ? "completed" : "failed";
    }

    @Override
    public void close() {
        try {
            if (open.isPresent()) {
                open.orElseThrow().close();
            }
        } catch (IOException already) {
            // the connection is lost anyway
        }
        open = Optional.empty();
    }
}
