package io.github.claudecliproxy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to run.
 *
 * @param quick few samples and short times: shows that everything runs, not how fast
 * @param parts which parts, in the order in which they run: {@code a} to {@code k}, {@code soak-fake}, {@code soak-real}
 * @param conversations how many the memory part holds
 * @param flags flags for the proxy's JVM
 */
record Options(boolean quick, List<String> parts, int conversations, List<String> flags) {
    static final String USAGE = "[--quick] [--only a,b,c,d,e,f,g,h,i,j,k] [--conversations N] [--soak fake|real]"
            + " [--flags \"JVM flags of the proxy\"]";

    static Options of(String[] arguments) {
        boolean quick = false;
        List<String> parts = new ArrayList<>(List.of("h", "a", "i", "b", "j", "k", "c", "d", "e", "f", "g"));
        int conversations = 2000;
        List<String> flags = ProxyProcess.DOCUMENTED_FLAGS;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--only" ->
                    parts = List.of(
                            value(arguments, ++i).toLowerCase(Locale.ROOT).split(",", -1));
                case "--conversations" -> conversations = Integer.parseInt(value(arguments, ++i));
                case "--soak" -> parts = List.of("soak-" + value(arguments, ++i));
                case "--flags" -> flags = List.of(value(arguments, ++i).strip().split(" +", -1));
                default -> throw new IllegalArgumentException(arguments[i] + " is not known: " + USAGE);
            }
        }
        return new Options(quick, List.copyOf(parts), conversations, flags);
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " wants a value: " + USAGE);
        }
        return arguments[index];
    }

    /** How often, or how long: {@code full}, or {@code fast} in a quick run. */
    int of(int full, int fast) {
        return quick ? fast : full;
    }
}
