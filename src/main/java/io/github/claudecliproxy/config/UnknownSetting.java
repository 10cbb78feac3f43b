package io.github.claudecliproxy.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * An environment variable that looks like a setting but is none: misspelled, or of another version. A WAR shares its
 * environment with a foreign server, so apart from our own prefix only near misses count.
 *
 * @param name the variable
 * @param nearest the setting that was most likely meant
 */
public record UnknownSetting(String name, Optional<Setting> nearest) {
    private static final String OWN_PREFIX = "CLAUDE_PROXY_";
    private static final int MOST_EDITS = 2;

    /** The variable, if it looks like a setting and is none. */
    static Optional<UnknownSetting> of(String name) {
        if (Arrays.stream(Setting.values()).anyMatch(setting -> setting.name().equals(name))) {
            return Optional.empty();
        }
        Optional<Setting> nearest = nearest(letters(name));
        if (!isOurs(name)) {
            return nearest.map(setting -> new UnknownSetting(name, Optional.of(setting)));
        }
        String withoutPrefix = letters(name.substring(OWN_PREFIX.length()));
        return Optional.of(new UnknownSetting(
                name, nearest.or(() -> nearest(withoutPrefix)).or(() -> nearest("PROXY" + withoutPrefix))));
    }

    /** Whether somebody wanted callers to need a key, and this name does not make them. */
    public boolean looksLikeAKey() {
        return nearest.filter(setting -> setting == Setting.PROXY_API_KEY || setting == Setting.PROXY_API_KEYS_FILE)
                        .isPresent()
                || (isOurs(name) && name.matches(".*(KEY|TOKEN|PASSWORD).*"));
    }

    /** One line for people. */
    public String told() {
        return name + " is not a setting of this version"
                + nearest.map(setting -> "; did you mean " + setting + "?").orElse("");
    }

    private static boolean isOurs(String name) {
        return name.startsWith(OWN_PREFIX);
    }

    /** Names that differ only in case and punctuation are the same. */
    private static String letters(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    /** Every name of a setting is long enough that two edits do not lead to another word. */
    private static Optional<Setting> nearest(String letters) {
        return Arrays.stream(Setting.values())
                .filter(setting -> edits(letters, letters(setting.name())) <= MOST_EDITS)
                .min(Comparator.comparingInt(setting -> edits(letters, letters(setting.name()))));
    }

    /** The Levenshtein distance, as far as it matters here. */
    private static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > MOST_EDITS) {
            return MOST_EDITS + 1;
        }
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
