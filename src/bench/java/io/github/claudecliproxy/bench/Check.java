package io.github.claudecliproxy.bench;

import java.util.Locale;

/**
 * A figure held against its target.
 *
 * @param what how it was made, such as {@code "of process per call"}
 * @param actual the figure
 * @param target what it should reach
 * @param floor what it may not miss
 * @param atMost whether smaller is better
 */
record Check(String what, double actual, double target, double floor, boolean atMost) {
    static Check atMost(String what, double actual, double target, double floor) {
        return new Check(what, actual, target, floor, true);
    }

    static Check atLeast(String what, double actual, double target, double floor) {
        return new Check(what, actual, target, floor, false);
    }

    /** {@code ok}, {@code MISS} of the target, or {@code FLOOR} when that is missed too. */
    String verdict() {
        if (reaches(target)) {
            return "ok";
        }
        return reaches(floor) ? "MISS" : "FLOOR";
    }

    private boolean reaches(double limit) {
        return atMost ? actual <= limit : actual >= limit;
    }

    String targetText() {
        return (atMost ? "<= " : ">= ") + number(target);
    }

    static String number(double value) {
        int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
