package io.github.claudecliproxy.dispatch;

/**
 * Which queued task gets the next permit; within one priority groups take turns. A task that has been queued
 * for long may count as more urgent.
 */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
