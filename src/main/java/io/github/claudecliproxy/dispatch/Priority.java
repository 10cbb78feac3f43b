package io.github.claudecliproxy.dispatch;

/** Which waiting task gets the next permit; within one priority the first to arrive. Declared most urgent first. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
