package io.github.claudecliproxy.cli;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as {@code claude --version} prints it: {@code 2.1.330 (Claude Code)}. */
public record CliVersion(int major, int minor, int patch) implements Comparable<CliVersion> {
    /**
     * The oldest version on which the contract tests have passed. An older one may not know {@code client_composed}, and
     * would then replace every {@code @path} in a prompt by the content of the file.
     */
    public static final CliVersion FLOOR = new CliVersion(2, 1, 330);

    /**
     * The versions on which tests have shown that an emptied process sends the API the same bytes as a new one. Emptying is
     * not a public feature, and a version that cannot do it may still confirm it.
     */
    private static final Set<CliVersion> REUSABLE = Set.of(new CliVersion(2, 1, 330));

    private static final Pattern PRINTED = Pattern.compile("^(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})\\b");
    private static final Comparator<CliVersion> ORDER = Comparator.comparingInt(CliVersion::major)
            .thenComparingInt(CliVersion::minor)
            .thenComparingInt(CliVersion::patch);

    /** The version at the start of the text, if there is one. */
    public static Optional<CliVersion> parse(String printed) {
        Matcher matcher = PRINTED.matcher(printed.strip());
        return matcher.find()
                ? Optional.of(new CliVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
                : Optional.empty();
    }

    /** Whether a process of this version may serve one conversation after the other. */
    public boolean reusable() {
        return REUSABLE.contains(this);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    @Override
    public int compareTo(CliVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
