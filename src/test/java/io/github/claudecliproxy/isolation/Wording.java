package io.github.claudecliproxy.isolation;

import java.util.List;
import java.util.Random;

/** Makes the texts of a conversation, with its canary in each. */
record Wording(Canary canary) {
    private static final List<String> SHAPES = List.of(
            "%s",
            "  %s speaks",
            "What is %s?\n\nAnd what is not?",
            "%s: \"quoted\" \\ and é 漢 🙂",
            "<b>%s</b>\t{\"json\": true}",
            "/%s is no command",
            "@%s is no file");

    private static final int MOST_SENTENCES = 12;

    String word() {
        return canary.word();
    }

    String text(Random random) {
        String shape = SHAPES.get(random.nextInt(SHAPES.size()));
        String more = (" More of " + word() + ".").repeat(random.nextInt(MOST_SENTENCES));
        return shape.formatted(word()) + more;
    }
}
