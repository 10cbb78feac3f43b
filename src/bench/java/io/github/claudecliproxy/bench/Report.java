package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All figures as one table, and as JSON. */
final class Report {
    private static final List<String> HEAD =
            List.of("", "figure", "measured", "compared", "target", "", "x-proxy-session");

    private final List<Figure> figures = new ArrayList<>();

    void add(Figure figure) {
        figures.add(figure);
        System.out.println(figure.part() + " " + figure.name() + ": " + numbers(figure) + " " + figure.trouble());
    }

    /** The table in Markdown: a line a figure, and one more for each further check. */
    String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        rows.add(HEAD.stream().map(title -> "---").toList());
        figures.forEach(figure -> rows.addAll(rows(figure)));
        int columns = HEAD.size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[i] - cell.length()))
                    .append(" |");
        }
        return line.toString();
    }

    private static List<List<String>> rows(Figure figure) {
        List<List<String>> rows = new ArrayList<>();
        String sessions = sessions(figure);
        List<String> left = List.of(figure.part(), figure.name(), numbers(figure));
        if (figure.checks().isEmpty()) {
            rows.add(List.of(left.get(0), left.get(1), left.get(2), "", "", figure.trouble(), sessions));
        }
        for (Check check : figure.checks()) {
            String verdict = figure.trouble().isEmpty() ? check.verdict() : figure.trouble();
            boolean first = rows.isEmpty();
            rows.add(List.of(
                    first ? left.get(0) : "",
                    first ? left.get(1) : "",
                    first ? left.get(2) : "",
                    Check.number(check.actual()) + " " + check.what(),
                    check.targetText(),
                    verdict,
                    first ? sessions : ""));
        }
        return rows;
    }

    private static String numbers(Figure figure) {
        return figure.numbers().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Check.number(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String sessions(Figure figure) {
        return figure.sessions().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    void write(Path file, Map<String, String> machine) throws IOException {
        ObjectNode report = Json.object();
        ObjectNode about = report.putObject("machine");
        machine.forEach(about::put);
        ArrayNode all = report.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode one = all.addObject().put("part", figure.part()).put("name", figure.name());
            ObjectNode numbers = one.putObject("numbers");
            figure.numbers().forEach(numbers::put);
            ObjectNode sessions = one.putObject("sessions");
            figure.sessions().forEach(sessions::put);
            one.put("trouble", figure.trouble());
            ArrayNode checks = one.putArray("checks");
            figure.checks().forEach(check -> write(checks.addObject(), check));
        }
        Files.writeString(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    }

    private static void write(ObjectNode node, Check check) {
        node.put("what", check.what())
                .put("actual", check.actual())
                .put("target", check.target())
                .put("floor", check.floor())
                .put("atMost", check.atMost())
                .put("verdict", check.verdict());
    }

    /** Whether every figure counts and no floor is missed. */
    boolean good() {
        return figures.stream()
                .allMatch(figure -> figure.trouble().isEmpty()
                        && figure.checks().stream()
                                .noneMatch(check -> check.verdict().equals("FLOOR")));
    }
}
