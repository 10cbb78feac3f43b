package io.github.claudecliproxy.work;

/** How a turn ended. Every accepted turn has exactly one. */
public enum Outcome {
    /** The whole answer was read from the CLI. */
    COMPLETED,
    /** The CLI or the API behind it failed, or the turn limit was reached. */
    FAILED,
    /** It waited, or ran, longer than its deadline. */
    TIMED_OUT,
    /** The queue was full. */
    QUEUE_REJECTED,
    /** The client went, or the server stops. */
    CANCELLED
}
