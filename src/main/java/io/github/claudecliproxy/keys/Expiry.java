package io.github.claudecliproxy.keys;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * When a key expires.
 *
 * @param text as the operator wrote it
 * @param end from this instant on the key is refused
 */
public record Expiry(String text, Instant end) {
    private static final int DATE_LENGTH = "2027-01-31".length();

    /** Parses the last day of the key, which ends at midnight UTC, or an instant. */
    static Expiry of(String text) throws KeyOptionException {
        try {
            Instant end = text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
            return new Expiry(text, end);
        } catch (DateTimeParseException wrong) {
            throw KeyOption.EXPIRES.wrong();
        }
    }

    boolean hasPassed(Instant now) {
        return !now.isBefore(end);
    }
}
