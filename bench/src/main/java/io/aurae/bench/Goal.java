// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** What a figure of ours has to reach. */
sealed interface Goal {
    /** Whether it is reached; open when what it compares with was not measured. */
    Verdict judge(Map<String, Double> values);

    /** The goal as a few characters of a table. */
    String text();

    /** An amount of our own that must not be exceeded. */
    record AtMost(double limit) implements Goal {
        @Override
        public Verdict judge(Map<String, Double> values) {
            Double ours = values.get(Target.OURS);
            return ours == null ? Verdict.OPEN : Verdict.of(ours <= limit);
        }

        @Override
        public String text() {
            return "<= " + number(limit);
        }
    }

    /** A share of what every peer with this runtime needs; the worst of them counts. */
    record Share(String runtime, Comparison comparison, double limit) implements Goal {
        @Override
        public Verdict judge(Map<String, Double> values) {
            Double ours = values.get(Target.OURS);
            OptionalDouble best = values.entrySet().stream()
                    .filter(value -> value.getKey().endsWith("+" + runtime))
                    .mapToDouble(Map.Entry::getValue)
                    .min();
            if (ours == null || best.isEmpty()) {
                return Verdict.OPEN;
            }
            double share = ours / best.getAsDouble();
            return Verdict.of(comparison == Comparison.BELOW ? share < limit : share <= limit);
        }

        @Override
        public String text() {
            return (comparison == Comparison.BELOW ? "< " : "<= ") + number(limit) + "x " + runtime;
        }
    }

    /** Whether the limit itself is still good. */
    enum Comparison {
        BELOW,
        AT_MOST
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
