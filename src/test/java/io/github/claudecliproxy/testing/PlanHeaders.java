package io.github.claudecliproxy.testing;

import java.util.HashMap;
import java.util.Map;

/** The headers with which the API tells of the windows of a plan; resets are seconds since 1970. */
public final class PlanHeaders {
    private static final String PREFIX = "anthropic-ratelimit-unified-";
    private static final long A_DAY = 86_400;

    private PlanHeaders() {}

    /** 42 % of the five hours are used, and 30 % of the week. */
    public static Map<String, String> allowed(long reset) {
        Map<String, String> headers = decided("allowed", "five_hour", reset);
        window(headers, "5h", "allowed", "0.42", reset);
        window(headers, "7d", "allowed", "0.3", reset + A_DAY);
        return headers;
    }

    /** 93 % of the five hours are used. */
    public static Map<String, String> warning(long reset) {
        Map<String, String> headers = allowed(reset);
        window(headers, "5h", "allowed_warning", "0.93", reset);
        headers.put(PREFIX + "5h-surpassed-threshold", "0.9");
        return headers;
    }

    /** The five hours are used up, and the answer is billed apart. */
    public static Map<String, String> overage(long reset) {
        Map<String, String> headers = decided("rejected", "five_hour", reset);
        window(headers, "5h", "rejected", "1.0", reset);
        headers.put(PREFIX + "overage-status", "allowed");
        headers.put(PREFIX + "overage-in-use", "true");
        return headers;
    }

    /** The API refuses; for a 429. */
    public static Map<String, String> rejected(String window, long reset) {
        return decided("rejected", window, reset);
    }

    private static Map<String, String> decided(String status, String window, long reset) {
        Map<String, String> headers = new HashMap<>();
        headers.put(PREFIX + "status", status);
        headers.put(PREFIX + "representative-claim", window);
        headers.put(PREFIX + "reset", String.valueOf(reset));
        return headers;
    }

    private static void window(
            Map<String, String> headers, String name, String status, String utilization, long reset) {
        headers.put(PREFIX + name + "-status", status);
        headers.put(PREFIX + name + "-utilization", utilization);
        headers.put(PREFIX + name + "-reset", String.valueOf(reset));
    }
}
