package io.github.claudecliproxy.faults;

/** What a client does with its answer. */
enum Manner {
    READS,
    /** Takes a few bytes at a time, with a small window. */
    READS_SLOWLY,
    /** Keeps the connection and takes nothing. */
    NEVER_READS,
    /** Goes as soon as its request is sent. */
    GOES_AT_ONCE,
    /** Goes when nothing has come for some milliseconds, wherever its turn is then. */
    GOES_SOON,
    /** Goes when the first bytes of its answer have come. */
    GOES_WHILE_READING;

    boolean goes() {
        return this != READS && this != READS_SLOWLY;
    }
}
