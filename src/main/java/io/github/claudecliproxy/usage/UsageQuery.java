package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a report is to be about.
 *
 * @param from the first day, in UTC
 * @param to the last day
 * @param by what the rows tell apart
 * @param key the only key whose usage may be seen, or empty for all
 */
public record UsageQuery(LocalDate from, LocalDate to, Set<Part> by, Optional<String> key) {
    private static final int DEFAULT_DAYS = 30;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int SHOWN_CHARS = 40;

    /** What rows can tell apart, in the order of the columns. */
    public enum Part {
        DAY("day"),
        MODEL("model"),
        KEY("key_name");

        private final String column;

        Part(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }

        /** As callers write it. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the parameters of a request. Without any, it is about the last 30 days, by day.
     *
     * @param today in UTC
     * @throws InvalidRequestException names the wrong parameter and what is allowed
     */
    public static UsageQuery of(String from, String to, String by, Optional<String> key, LocalDate today)
            throws InvalidRequestException {
        LocalDate last = to.isEmpty() ? today : date("to", to);
        LocalDate first = from.isEmpty() ? last.minusDays(DEFAULT_DAYS - 1L) : date("from", from);
        if (first.isAfter(last)) {
            throw new InvalidRequestException("from: " + first + " comes after to, which is " + last);
        }
        return new UsageQuery(first, last, parts(by), key);
    }

    private static LocalDate date(String name, String text) throws InvalidRequestException {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException noSuchDay) {
            // reported below
        }
        throw new InvalidRequestException(name + ": '" + shown(text) + "' is not a day such as 2026-11-27");
    }

    private static Set<Part> parts(String by) throws InvalidRequestException {
        EnumSet<Part> parts = EnumSet.noneOf(Part.class);
        for (String text : by.isEmpty() ? List.of(Part.DAY.written()) : List.of(by.split(",", -1))) {
            parts.add(Arrays.stream(Part.values())
                    .filter(part -> part.written().equals(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidRequestException(
                            "by: '" + shown(text) + "' is none of day, model, key, which are separated by commas")));
        }
        return parts;
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), SHOWN_CHARS)).replaceAll("\\p{Cntrl}", "?");
    }

    /** The parts as callers write them, in the order of the columns. */
    public List<String> written() {
        return by.stream().sorted().map(Part::written).toList();
    }
}
