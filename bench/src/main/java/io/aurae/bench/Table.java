// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as text: one line each. */
final class Table {
    private Table() {}

    /** @param targets in the order of the columns, ours first */
    static String of(List<Figure> figures, List<String> targets) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(titles(targets));
        figures.forEach(figure -> rows.add(row(figure, targets)));
        return layOut(rows);
    }

    private static List<String> titles(List<String> targets) {
        List<String> titles = new ArrayList<>(List.of("figure", ""));
        titles.addAll(targets);
        targets.stream().filter(target -> !target.equals(Target.OURS)).forEach(peer -> titles.add("/ " + peer));
        titles.addAll(List.of("goal", "result"));
        return titles;
    }

    private static List<String> row(Figure figure, List<String> targets) {
        List<String> row = new ArrayList<>(List.of(figure.name(), figure.unit()));
        targets.forEach(target -> row.add(number(figure.values(), target, "%.1f")));
        Map<String, Double> ratios = figure.ratios();
        targets.stream()
                .filter(target -> !target.equals(Target.OURS))
                .forEach(peer -> row.add(number(ratios, peer, "%.2f")));
        row.add(Figure.text(figure.goals()));
        row.add(figure.verdict().text());
        return row;
    }

    private static String number(Map<String, Double> values, String target, String format) {
        Double value = values.get(target);
        return value == null ? "-" : String.format(Locale.ROOT, value < 10 ? "%.2f" : format, value);
    }

    private static String layOut(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
