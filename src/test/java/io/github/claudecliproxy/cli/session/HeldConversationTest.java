package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages are named by letters: q questions, a answers, r results of tools. */
class HeldConversationTest {
    private final HeldConversation held = new HeldConversation();

    /** What is held, what is wanted, and what they have in common that can stay. */
    @ParameterizedTest
    @CsvSource({
        // nothing is held
        "'',          q1,              0, false, false",
        // all of it goes on
        "q1 a1,       q1 a1 q2,        2, false, true",
        "q1 a1,       q1 a1 q2 a2 q3,  2, false, false",
        "q1,          q1 a1 q2,        1, false, false",
        "q1 a1 r1 a2, q1 a1 r1 a2 q2,  4, false, true",
        // it parts from what is wanted
        "q1 a1 q2 a2, q1 a1 q3,        2, true,  false",
        "q1 a1 q2 a2, q1 a1 q2,        2, true,  false",
        "q1 a1 q2 a2, q1 a1 q2 b2 q3,  2, true,  false",
        "q1 a1 q2 a2, q1 b1 q2,        0, true,  false",
        "q1 a1,       q1,              0, true,  false",
        "q1 a1,       q1 a1,           0, true,  false",
        "q1 a1,       q2,              0, true,  false",
        // what a tool brought is not parted from its call
        "q1 a1 r1 a2, q1 a1 s1,        0, true,  false",
        "q1 a1 q2 a2 r1 a3, q1 a1 q2 a2 s1, 2, true, false",
        // what is wanted is no conversation
        "'',          '',              0, false, false",
        "q1 a1,       '',              0, false, false"
    })
    void fit_wholeConversation_keepsTheCommonBeginning(
            String told, String wanted, int kept, boolean rewinds, boolean exact) {
        hold(told);

        assertThat(held.fit(words(wanted), false)).isEqualTo(new Fit(kept, rewinds, exact));
    }

    @Test
    void fit_callsOpenAndTheirResults_goesOn() {
        hold("q1 a1 q2");
        held.answered("a2", Set.of("toolu_1"));

        assertThat(held.openCalls()).containsExactly("toolu_1");
        assertThat(held.fit(words("q1 a1 q2 a2 r1"), true)).isEqualTo(new Fit(4, false, true));
    }

    @Test
    void fit_callsOpenAndSomethingElse_goesBackToBeforeTheQuestion() {
        hold("q1 a1 q2");
        held.answered("a2", Set.of("toolu_1"));

        assertThat(held.fit(words("q1 a1 q2 a2 r1"), false)).isEqualTo(new Fit(2, true, false));
    }

    @Test
    void fit_callsAnswered_goesOnWithoutThem() {
        hold("q1");
        held.answered("a1", Set.of("toolu_1"));
        held.told("r1", "", false);
        held.callsAnswered();
        held.answered("a2", Set.of());

        assertThat(held.openCalls()).isEmpty();
        assertThat(held.fit(words("q1 a1 r1 a2 q2"), false)).isEqualTo(new Fit(4, false, true));
    }

    @Test
    void fit_afterALineThatIsNoMessage_goesBackToo() {
        hold("q1 a1 q2");

        held.sent("empty");

        assertThat(held.lastLine()).isEqualTo("empty");
        assertThat(held.fit(words("q1 a1 q2 a2 q3"), false)).isEqualTo(new Fit(2, true, false));
    }

    @Test
    void rewound_toTheMiddle_isWholeAgain() {
        hold("q1 a1 q2");
        held.answered("a2", Set.of("toolu_1"));

        held.rewound(2);

        assertThat(held.openCalls()).isEmpty();
        assertThat(held.fit(words("q1 a1 q3"), false)).isEqualTo(new Fit(2, false, true));
    }

    @Test
    void rewound_withCallsOpen_forgetsThem() {
        hold("q1 a1 q2");
        held.answered("a2", Set.of("toolu_1"));

        held.rewound(2);

        assertThat(held.openCalls()).isEmpty();
    }

    @Test
    void rewound_toNothing_isEmpty() {
        hold("q1 a1");
        assertThat(held.isEmpty()).isFalse();

        held.rewound(0);

        assertThat(held.isEmpty()).isTrue();
        assertThat(held.fit(words("q2"), false)).isEqualTo(Fit.EMPTY);
    }

    @Test
    void target_ofAQuestion_isItsLine() {
        hold("q1 a1 q2 a2");

        assertThat(held.target(0)).isEqualTo("line of q1");
        assertThat(held.target(2)).isEqualTo("line of q2");
    }

    @Test
    void lastLine_anAnswerAfterIt_isTheQuestions() {
        assertThat(held.lastLine()).isEmpty();

        hold("q1 a1 q2 a2");

        assertThat(held.lastLine()).isEqualTo("line of q2");
    }

    @ParameterizedTest
    @CsvSource({"q1, 0", "q1 a1, 0", "q1 a1 q2, 2", "q1 a1 q2 a2, 2", "q1 a1 r1 a2, 0"})
    void beforeLastTarget_conversation_isBeforeItsLastQuestion(String told, int kept) {
        hold(told);

        assertThat(held.beforeLastTarget()).contains(kept);
    }

    @Test
    void beforeLastTarget_nothing_isEmpty() {
        assertThat(held.beforeLastTarget()).isEmpty();
    }

    private void hold(String told) {
        for (String word : words(told)) {
            boolean answer = word.startsWith("a");
            held.told(word, answer ? "" : "line of " + word, word.startsWith("q"));
        }
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
