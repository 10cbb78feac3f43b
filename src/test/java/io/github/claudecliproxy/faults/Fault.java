package io.github.claudecliproxy.faults;

import static io.github.claudecliproxy.faults.Ending.CLI_FAILED;
import static io.github.claudecliproxy.faults.Ending.CLI_FAILED_LATER;
import static io.github.claudecliproxy.faults.Ending.TOO_LONG;
import static io.github.claudecliproxy.faults.Ending.TOO_LONG_LATER;
import static io.github.claudecliproxy.faults.Ending.WHOLE;

import java.util.Locale;

/** What the CLI does with a question; {@code fake-cli/claude.pl} has a subroutine for each. */
@SuppressWarnings("ImmutableEnumChecker") // an Ending is a record of values
enum Fault {
    /** No fault. */
    GOOD(300, WHOLE),
    /** Lines of arbitrary bytes amid the answer. */
    GARBAGE(30, WHOLE),
    /** JSON of the wrong shape amid the answer. */
    ODD(30, WHOLE),
    NUL(30, WHOLE),
    UTF8(30, WHOLE),
    /** 1.2 MB on stderr. */
    STDERR(10, WHOLE),
    /** A line in two pieces. */
    PIECES(30, WHOLE),
    /** Twenty more answers after the one. */
    BABBLE(20, WHOLE),
    /** A line of 20 MB that is no JSON. */
    JUNK(1, WHOLE),
    /** An answer with a piece of 20 MB. */
    LONG(1, WHOLE, 20_000_000),
    /** An answer of 3 MB in small pieces: more than the buffers on its way hold. */
    MANY(4, WHOLE, 3_000_000),
    /** Leaves a grandchild that holds its stdout. */
    HEIR(10, WHOLE),
    /** Exits when it has sent all but {@code message_stop}. */
    UNSTOPPED(20, WHOLE),
    /** Cut off by {@code max_tokens}. */
    CUT(20, WHOLE),
    /** Calls the client's tool; the result says what to do next. */
    TOOL(20, WHOLE, 0),

    /** Exits at once, without reading the question: the model's name says so. */
    DEAD(20, CLI_FAILED),
    EXIT(40, CLI_FAILED),
    KILLED(30, CLI_FAILED),
    /** Sends half a line and exits. */
    HALF(30, CLI_FAILED),
    /** Dies, and leaves a grandchild that holds its stdout. */
    ORPHAN(20, CLI_FAILED),
    /** Closes its stdout and keeps running. */
    MUTE(1, CLI_FAILED),
    /** Ends its turn without an answer. */
    ENDED(20, CLI_FAILED),
    REFUSED(20, Ending.ofApi(400, "invalid_request_error")),
    LIMITED(20, Ending.ofApi(429, "rate_limit_error")),
    OVERLOAD(20, Ending.ofApi(529, "overloaded_error")),

    DIES(40, CLI_FAILED_LATER),
    HALVES(30, CLI_FAILED_LATER),
    /** Dies amid its answer, and leaves three grandchildren. */
    BROOD(10, CLI_FAILED_LATER),
    /** An error of the API amid its answer. */
    BROKEN(20, new Ending(500, "api_error", true)),

    /** Says nothing. */
    SILENT(12, TOO_LONG),
    /** Stops amid its answer. */
    STUCK(12, TOO_LONG_LATER),
    /** Says nothing, and ignores SIGTERM. */
    DEAF(1, TOO_LONG),
    /** Lines without end that are no JSON. */
    FLOOD(1, TOO_LONG_LATER),
    /** Events without end. */
    PINGS(1, TOO_LONG_LATER),
    /** Stderr without end. */
    NOISE(1, TOO_LONG),
    /** A line without end. */
    ENDLESS(1, TOO_LONG);

    /** Characters of the answer that most faults leave whole. */
    private static final int HI_THERE = 8;

    private final int weight;
    private final Ending ending;
    private final int chars;

    Fault(int weight, Ending ending) {
        this(weight, ending, HI_THERE);
    }

    Fault(int weight, Ending ending, int chars) {
        this.weight = weight;
        this.ending = ending;
        this.chars = chars;
    }

    /** How often it is drawn, relative to the others. */
    int weight() {
        return weight;
    }

    Ending ending() {
        return ending;
    }

    /** Length of the answer's text, where it is whole. */
    int chars() {
        return chars;
    }

    /** Whether only a deadline or the client ends it. */
    boolean endless() {
        return ending.status() == TOO_LONG.status();
    }

    String question() {
        return "[[fault " + name().toLowerCase(Locale.ROOT) + "]]";
    }

    String model() {
        return this == DEAD ? "dead" : "fault";
    }
}
