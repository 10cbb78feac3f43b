package io.github.claudecliproxy.turn;

/** Why a turn's work is to stop before its end. */
public enum CancelReason {
    CLIENT_GONE,
    DEADLINE,
    SERVER_STOPPING
}
