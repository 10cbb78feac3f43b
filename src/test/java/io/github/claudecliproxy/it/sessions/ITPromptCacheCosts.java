package io.github.claudecliproxy.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A prompt costs about the same through the proxy as at the API itself, wherever the client sets cache breakpoints and
 * whichever session serves it: on a simulated cache, from the bytes that the API receives. Prints the ratios as a table.
 */
class ITPromptCacheCosts {
    /** Up to Claude 4.7 the CLI's note on its environment stands in the first message, from 4.8 on behind it. */
    private static final List<String> MODELS = List.of("claude-opus-5-5", "claude-sonnet-4-5");

    private static final int ROUNDS = 6;
    private static final int DOCUMENT = 30_000;
    private static final double MOST = 1.1;
    private static final double MOST_OF_ONE_QUESTION = 1.02;

    private static final Map<String, Map<String, Double>> RATIOS = new LinkedHashMap<>();

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofReusedProcesses();

    private static RunningProxy ofOneProcess;
    private static RunningProxy ofAProcessATurn;

    /** Which session serves a conversation's next turn. */
    enum Way {
        CONTINUED,
        BRANCHED,
        /** Its process has served another conversation in between. */
        WARM,
        COLD,
        /** Six conversations take turns. */
        SIX
    }

    record Row(String model, boolean callsTools, Breakpoints breakpoints, Way way) {
        String name() {
            return model + (callsTools ? " | tool loop | " : " | chat | ") + breakpoints;
        }

        @Override
        public String toString() {
            return name() + " | " + way;
        }
    }

    @BeforeAll
    static void start() {
        proxy.api().takeOnlyKeyed();
        ofOneProcess = proxy.start("MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", "1");
        ofAProcessATurn = proxy.startWithoutIdleSessions();
    }

    @AfterAll
    static void stop() {
        ofOneProcess.close();
        ofAProcessATurn.close();
        RATIOS.forEach((row, ratios) -> {
            StringBuilder line = new StringBuilder("| ").append(row);
            ratios.forEach((way, ratio) -> line.append(String.format(Locale.ROOT, " | %s %.3f", way, ratio)));
            System.out.println(line.append(" |"));
        });
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String model : MODELS) {
            for (boolean callsTools : new boolean[] {true, false}) {
                for (Breakpoints breakpoints : Breakpoints.values()) {
                    for (Way way : Way.values()) {
                        boolean slow = callsTools ? way == Way.SIX : way == Way.COLD; // once is enough
                        if (!slow) {
                            rows.add(new Row(model, callsTools, breakpoints, way));
                        }
                    }
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void conversation_costsWhatItCostsDirectly(Row row) throws Exception {
        CostMeter meter = new CostMeter();
        switch (row.way()) {
            case CONTINUED -> rounds(talk(proxy.http(), meter, row, "one"), ROUNDS, "continued");
            case COLD -> rounds(talk(ofAProcessATurn.http(), meter, row, "one"), ROUNDS / 2, "cold");
            case BRANCHED -> branched(talk(proxy.http(), meter, row, "one"));
            case WARM -> interrupted(talk(ofOneProcess.http(), meter, row, "one"), row);
            case SIX -> six(meter, row);
        }

        report(row.name(), row.way().name(), meter);
        assertThat(meter.ratio()).isLessThanOrEqualTo(MOST);
    }

    @ParameterizedTest
    @MethodSource("models")
    void oneShortQuestionWithoutBreakpoints_costsWhatItCostsDirectly(String model) throws Exception {
        CostMeter meter = new CostMeter();

        talk(proxy.http(), meter, new Row(model, false, Breakpoints.NONE, Way.CONTINUED), "short")
                .next();

        report(model + " | one question | nothing", "NEW", meter);
        assertThat(meter.ratio()).isLessThanOrEqualTo(MOST);
    }

    /** Long enough for what the CLI adds not to matter: nothing of it is written to the cache. */
    @ParameterizedTest
    @MethodSource("models")
    void oneLongQuestionWithoutBreakpoints_costsWhatItCostsDirectly(String model) throws Exception {
        CostMeter meter = new CostMeter();
        String document = MeteredTalk.text(new Random(model.hashCode()), 2 * DOCUMENT);

        talk(proxy.http(), meter, new Row(model, false, Breakpoints.NONE, Way.CONTINUED), "long")
                .askOf(document, false);

        report(model + " | one question on 60 KB | nothing", "NEW", meter);
        assertThat(meter.ratio()).isLessThanOrEqualTo(MOST_OF_ONE_QUESTION);
    }

    /** The document stands in the first message, and each question after it is a conversation of its own. */
    @ParameterizedTest
    @MethodSource("modelsAndOpenings")
    void questionsOfOneDocument_costWhatTheyCostDirectly(String model, Breakpoints breakpoints) throws Exception {
        CostMeter meter = new CostMeter();
        String document = MeteredTalk.text(new Random(model.hashCode()), 2 * DOCUMENT);
        Row row = new Row(model, false, breakpoints, Way.WARM);

        for (int i = 0; i < ROUNDS; i++) {
            talk(proxy.http(), meter, row, "question " + i).askOf(document, true);
        }

        report(model + " | six questions | " + breakpoints + ", the 60 KB document before each", "NEW", meter);
        assertThat(meter.ratio()).isLessThanOrEqualTo(MOST);
    }

    static List<Arguments> modelsAndOpenings() {
        return MODELS.stream()
                .flatMap(model -> Stream.of(Breakpoints.NONE, Breakpoints.OPENING)
                        .map(breakpoints -> arguments(model, breakpoints)))
                .toList();
    }

    static List<String> models() {
        return MODELS;
    }

    private static void rounds(MeteredTalk talk, int count, String session) throws IOException, InterruptedException {
        talk.next();
        for (int i = 0; i < count; i++) {
            talk.next();
            assertThat(talk.sessions()).last().isEqualTo(session);
        }
    }

    private static void branched(MeteredTalk talk) throws IOException, InterruptedException {
        rounds(talk, ROUNDS, "continued");
        talk.editThird();
        assertThat(talk.sessions()).last().isNotEqualTo("continued");
        for (int i = 3; i < ROUNDS; i++) {
            talk.next();
        }
    }

    private static void interrupted(MeteredTalk talk, Row row) throws IOException, InterruptedException {
        for (int i = 0; i <= ROUNDS; i++) {
            talk.next();
            assertThat(talk.sessions()).last().isIn(i == 0 ? List.of("cold", "warm") : List.of("warm"));
            talk(ofOneProcess.http(), new CostMeter(), row, "other " + i).next();
        }
    }

    private static void six(CostMeter meter, Row row) throws IOException, InterruptedException {
        List<MeteredTalk> talks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            talks.add(talk(proxy.http(), meter, row, "talk " + i));
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (MeteredTalk talk : talks) {
                talk.next();
            }
        }
    }

    private static MeteredTalk talk(Http by, CostMeter meter, Row row, String name) {
        return new MeteredTalk(
                proxy.api(), by, meter, row.toString(), name, row.model(), row.breakpoints(), row.callsTools());
    }

    private static void report(String row, String column, CostMeter meter) {
        RATIOS.computeIfAbsent(row, unused -> new TreeMap<>()).put(column, meter.ratio());
    }
}
