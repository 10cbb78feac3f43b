package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.plan.PlanWindow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the CLI says that a turn acts on. Everything else is dropped before it becomes an event. */
public sealed interface CliEvent {

    /** The CLI has taken up a line, and names the model that it will ask. */
    record Begun(String model) implements CliEvent {}

    /** The CLI is about to ask the API. */
    record Requesting() implements CliEvent {}

    /**
     * An event of the Messages API's own stream, unchanged.
     */
    record Streamed(ObjectNode event) implements CliEvent {}

    /**
     * The API answered with an error, or could not be reached. The CLI prints that as a message of the assistant.
     *
     * @param status the API's HTTP status, or 0 when there was none
     * @param type the API's error type, or empty
     * @param error the CLI's word for it, e.g. {@code authentication_failed}
     * @param message the API's words, without the CLI's prefix
     * @param limit the window of the operator's plan because of which the API refused, or null
     */
    record ApiFailed(
            int status,
            String type,
            String error,
            String message,
            @Nullable PlanWindow limit) implements CliEvent {
        /** Not because of the plan. */
        public ApiFailed(int status, String type, String error, String message) {
            this(status, type, error, message, null);
        }

        /**
         * Whether the CLI most likely says that the seal has stopped it; the {@link TurnEnded} that follows is certain. If
         * the API had found the prompt too long, there would be a status.
         */
        public boolean bySeal() {
            return status == 0 && type.isEmpty() && error.equals("invalid_request");
        }

        /** Whether the error may come from the API; else it is the CLI's own, such as a missing login. */
        boolean fromApi() {
            return !error.equals("authentication_failed");
        }
    }

    /**
     * The API failed and the CLI is about to ask it again.
     *
     * @param attempt which retry this is, from 1
     * @param status the API's HTTP status, or 0 when the connection failed
     * @param error the CLI's word for it, e.g. {@code rate_limit}
     * @param delay how long the CLI will wait; on a 429 this follows the API's {@code retry-after}
     * @param type the API's error type, or empty where the CLI did not print it
     * @param message the API's words, or empty
     */
    record Retrying(int attempt, int status, String error, Duration delay, String type, String message)
            implements CliEvent {}

    /**
     * The CLI's own end of a turn.
     *
     * @param reason why it ended, in the CLI's words
     */
    record TurnEnded(String subtype, boolean error, String text, String reason) implements CliEvent {
        /** Whether the seal has kept the CLI from asking the API. */
        public boolean sealedOff() {
            return reason.equals("blocking_limit");
        }
    }

    /** The CLI asks its host something; it waits for the answer. */
    record Asked(String requestId, JsonNode request) implements CliEvent {}

    /**
     * The CLI has put a tool's result into the conversation.
     *
     * @param toolUse the id of the tool use
     */
    record ResultTaken(String toolUse) implements CliEvent {}

    /** The CLI has answered a control request of ours. */
    record Answered(String requestId, JsonNode answer) implements CliEvent {}

    /** A line that only shows that the CLI is alive. */
    record Other() implements CliEvent {}

    /**
     * What the API says of the operator's plan with an answer or a refusal. The CLI prints it after the answer, when
     * something of it has changed, and only with the login of a plan.
     *
     * @param decisive the window that decides whether the API answers
     * @param others the other windows
     */
    record PlanTold(PlanWindow decisive, List<PlanWindow> others) implements CliEvent {}
}
