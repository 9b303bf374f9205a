// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One line of the result.
 *
 * @param name what was measured
 * @param unit of the values
 * @param values by target, in the order of the targets; a target that has no such figure is absent
 * @param goals what ours has to reach
 */
record Figure(String name, String unit, Map<String, Double> values, List<Goal> goals) {
    Figure {
        values = new LinkedHashMap<>(values);
        goals = List.copyOf(goals);
    }

    /** Ours divided by each peer's, by peer. */
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Double ours = values.get(Target.OURS);
        if (ours != null) {
            values.forEach((target, value) -> {
                if (!target.equals(Target.OURS)) {
                    ratios.put(target, ours / value);
                }
            });
        }
        return ratios;
    }

    Verdict verdict() {
        return Verdict.all(goals.stream().map(goal -> goal.judge(values)).toList());
    }

    /** The goals as one cell of a table; {@code -} when there is none. */
    static String text(List<Goal> goals) {
        return goals.isEmpty() ? "-" : goals.stream().map(Goal::text).collect(Collectors.joining(", "));
    }
}
