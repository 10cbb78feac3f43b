package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** What the CLI says that a turn acts on. Everything else it says is left out before it gets here. */
public sealed interface CliEvent {

    /** The CLI has taken a line up. It tells which model it will ask. */
    record Begun(String model) implements CliEvent {}

    /** The CLI is about to ask the API. */
    record Requesting() implements CliEvent {}

    /**
     * An event of the Messages API's own stream, as it arrived there.
     *
     * @param event the API's event
     */
    record Streamed(ObjectNode event) implements CliEvent {}

    /**
     * The API answered with an error, or could not be reached; the CLI dresses it as an assistant's message.
     *
     * @param status the API's HTTP status, or 0 when there was none
     * @param type the API's error type, or empty
     * @param error the CLI's word for it, e.g. {@code authentication_failed}
     * @param message the API's words, without the CLI's prefix
     */
    record ApiFailed(int status, String type, String error, String message) implements CliEvent {
        /**
         * Whether the words are those with which the CLI keeps to the seal; the end of its turn, which follows, says so for
         * certain. Of a prompt that the API finds too long they would have a status.
         */
        public boolean bySeal() {
            return status == 0 && type.isEmpty() && error.equals("invalid_request");
        }

        /** Whether the API has said something; else the CLI speaks of itself, of a login that is missing, say. */
        boolean fromApi() {
            return !error.equals("authentication_failed");
        }
    }

    /**
     * The API failed and the CLI is about to ask again.
     *
     * @param attempt which retry this would be, from 1
     * @param status the API's HTTP status, or 0 when the connection failed
     * @param error the CLI's word for it, e.g. {@code rate_limit}
     * @param delay how long the CLI would wait; on a 429 this follows the API's {@code retry-after}
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
        /** The CLI would have asked the API once more, and the seal has kept it from that. */
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

    /** A line that means nothing to a turn, but that the CLI lives. */
    record Other() implements CliEvent {}

    /** The plan's limit is reached: not a warning, requests are refused until then. */
    record LimitReached(Instant resetsAt) implements CliEvent {}
}
