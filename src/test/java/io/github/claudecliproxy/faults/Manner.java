package io.github.claudecliproxy.faults;

/** What a client does with its answer. */
enum Manner {
    READS,
    /** Takes a few bytes at a time, with a small window. */
    READS_SLOWLY,
    /** Keeps the connection and reads nothing. */
    NEVER_READS,
    /** Hangs up as soon as its request is sent. */
    GOES_AT_ONCE,
    /** Hangs up when no answer has begun within some milliseconds, whatever its turn is doing. */
    GOES_SOON,
    /** Hangs up when its answer has begun. */
    GOES_WHILE_READING;

    boolean goes() {
        return this != READS && this != READS_SLOWLY;
    }
}
