package io.github.claudecliproxy.work;

/** Why a turn's work is to stop before its end. */
public enum CancelReason {
    CLIENT_GONE,
    DEADLINE,
    SERVER_STOPPING
}
