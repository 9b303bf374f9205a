// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.Dependency.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Executables in an order in which each comes after those it names; as they were given where that is left open.
 *
 * @param specs in that order
 */
record StartOrder(List<ExecutableSpec> specs) {
    /**
     * Finds the order.
     *
     * @param isThere whether the cell has an executable of that name already
     * @throws ExecutableException INVALID_ARGUMENT when a name is there twice, is unknown, or stands before itself
     */
    static StartOrder of(List<ExecutableSpec> specs, Predicate<ExecutableName> isThere) {
        Map<ExecutableName, ExecutableSpec> byName = new LinkedHashMap<>();
        for (ExecutableSpec spec : specs) {
            if (byName.put(spec.name(), spec) != null) {
                throw new ExecutableException.Invalid(
                        "executable '" + spec.name() + "' is there twice (expected: different names)");
            }
        }
        Sorting sorting = new Sorting(byName, isThere);
        specs.forEach(sorting::visit);
        return new StartOrder(List.copyOf(sorting.sorted));
    }

    /** Whether an executable is of no use once the one of that name has ended. */
    static boolean needs(ExecutableSpec spec, ExecutableName name) {
        return spec.upkeep().order().requires().stream()
                .anyMatch(
                        dependency -> dependency.name().equals(name) && dependency.condition() != Condition.COMPLETED);
    }

    /** Depth first; the path is what stands between the first one asked for and this one. */
    private record Sorting(
            Map<ExecutableName, ExecutableSpec> byName,
            Predicate<ExecutableName> isThere,
            Set<ExecutableName> path,
            List<ExecutableSpec> sorted) {
        Sorting(Map<ExecutableName, ExecutableSpec> byName, Predicate<ExecutableName> isThere) {
            this(byName, isThere, new LinkedHashSet<>(), new ArrayList<>());
        }

        void visit(ExecutableSpec spec) {
            if (sorted.contains(spec)) {
                return;
            }
            if (!path.add(spec.name())) {
                throw new ExecutableException.Invalid("executable '" + spec.name() + "' comes after itself, by way of "
                        + path + " (expected: an order without a cycle)");
            }
            spec.upkeep().order().all().forEach(dependency -> visit(spec, dependency.name()));
            path.remove(spec.name());
            sorted.add(spec);
        }

        private void visit(ExecutableSpec spec, ExecutableName name) {
            ExecutableSpec other = byName.get(name);
            if (other != null) {
                visit(other);
            } else if (name.equals(spec.name()) || !isThere.test(name)) {
                throw new ExecutableException.Invalid("executable '" + spec.name() + "' comes after '" + name
                        + "' (expected: another executable of the cell or of this request)");
            }
        }
    }
}
