package io.github.claudecliproxy.keys;

/** An option of a key is wrong. The message names the option and what is allowed, and no value. */
public final class KeyOptionException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyOptionException(String message) {
        super(message);
    }
}
