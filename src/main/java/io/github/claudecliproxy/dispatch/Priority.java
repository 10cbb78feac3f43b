package io.github.claudecliproxy.dispatch;

/**
 * Which waiting task gets the next permit; within one priority the first to arrive. Who waits long may count as more
 * urgent.
 */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
