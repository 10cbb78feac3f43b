package io.github.claudecliproxy.isolation;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A word that is in everything that one conversation sends and receives, and nowhere else. */
record Canary(int number) {
    private static final Pattern ANY = Pattern.compile("canary\\d+x");

    String word() {
        return "canary" + number + "x";
    }

    /** The words of other conversations in this text. */
    List<String> othersIn(String text) {
        return ANY.matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(found -> !found.equals(word()))
                .distinct()
                .toList();
    }
}
