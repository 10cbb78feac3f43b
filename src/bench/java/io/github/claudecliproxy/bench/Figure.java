package io.github.claudecliproxy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the table: numbers by name with their unit in it, and the checks they are held against.
 *
 * @param part the part of the benchmark
 * @param name what was measured
 * @param numbers the numbers, such as {@code "first ms"}
 * @param checks targets
 * @param sessions how the sessions came to the turns; empty where that does not matter
 * @param trouble why the figure does not count, or empty
 */
record Figure(
        String part,
        String name,
        Map<String, Double> numbers,
        List<Check> checks,
        Map<String, Integer> sessions,
        String trouble) {

    static Figure of(String part, String name) {
        return new Figure(part, name, Map.of(), List.of(), Map.of(), "");
    }

    Figure number(String what, double value) {
        Map<String, Double> more = new LinkedHashMap<>(numbers);
        more.put(what, value);
        return new Figure(part, name, more, checks, sessions, trouble);
    }

    Figure check(Check check) {
        List<Check> more = new ArrayList<>(checks);
        more.add(check);
        return new Figure(part, name, numbers, more, sessions, trouble);
    }

    /** Says how the sessions came; any but the one expected makes the figure one of the wrong kind. */
    Figure sessions(Origins seen, String expected) {
        String wrong = seen.only(expected) ? "" : "not all " + expected;
        return new Figure(part, name, numbers, checks, seen.counts(), wrong);
    }

    /** Says how the sessions came, where a mix is what is meant. */
    Figure sessions(Origins seen) {
        return new Figure(part, name, numbers, checks, seen.counts(), trouble);
    }

    Figure trouble(String why) {
        return new Figure(part, name, numbers, checks, sessions, why);
    }
}
