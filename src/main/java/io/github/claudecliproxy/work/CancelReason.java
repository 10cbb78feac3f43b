package io.github.claudecliproxy.work;

/** Why work is stopped before its end. */
public enum CancelReason {
    CLIENT_GONE,
    DEADLINE,
    SERVER_STOPPING
}
