package io.github.claudecliproxy.status;

/**
 * A turn that failed, in the words of the log: nothing of its prompt, and nothing that the API said of it.
 *
 * @param at when, as an ISO 8601 instant
 * @param id the request's id
 * @param model the model that answered, or the one that the client named
 * @param key the name of the key that the caller was let in with, or empty
 * @param event the event in the log, such as {@code QUEUE_FULL}
 * @param status the status that the client got
 * @param error the type of the error that the client got
 * @param reason why, for the operator; empty when the status says it all
 */
public record Failure(
        String at, String id, String model, String key, String event, int status, String error, String reason) {

    /** For others than the operator: a reason may name files of this machine. */
    Failure withoutReason() {
        return new Failure(at, id, model, key, event, status, error, "");
    }
}
