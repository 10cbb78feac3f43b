package io.github.claudecliproxy.work;

/** How work ended. Accepted work has exactly one outcome. */
public enum Outcome {
    /** The whole answer was read from the CLI. */
    COMPLETED,
    /** The CLI or the API behind it failed, or the turn limit was reached. */
    FAILED,
    /** It was queued, or ran, beyond its deadline. */
    TIMED_OUT,
    /** The queue was full, or the operator's plan is used up. */
    QUEUE_REJECTED,
    /** The client hung up, or the server stops. */
    CANCELLED
}
