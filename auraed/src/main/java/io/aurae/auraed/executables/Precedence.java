// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.Dependency.Condition;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.rpc.Cancellation;

/**
 * An executable that others come after.
 *
 * @param first the one that comes before them
 */
record Precedence(Life first) {
    /**
     * Waits until it is as another one asks that comes after it.
     *
     * @param required whether the other one is of no use without; else it goes on when this one has ended
     * @throws ExecutableException FAILED_PRECONDITION when that can no longer be, DEADLINE_EXCEEDED when it takes too long
     */
    void await(ExecutableSpec other, Dependency dependency, boolean required) {
        Cancellation cancellation = Cancellation.current();
        boolean decided;
        try (var _ = cancellation.onCancel(first::wake)) {
            decided = first.await(
                    now -> now.now().state() instanceof Exited
                            || isAs(dependency.condition())
                            || cancellation.happened(),
                    dependency.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            decided = false;
        }
        cancellation.check();
        boolean useless = required && state() instanceof Exited && dependency.condition() != Condition.COMPLETED;
        if (isAs(dependency.condition()) && !useless) {
            return;
        }
        if (!decided) {
            throw new ExecutableException.NotYet(other.name().text(), dependency);
        }
        if (required) {
            throw new ExecutableException.RequirementFailed(other.name().text(), dependency, state());
        }
    }

    private ExecutableState state() {
        return first.now().state();
    }

    private boolean isAs(Condition condition) {
        return switch (condition) {
            case STARTED -> !(state() instanceof Starting) && !(state() instanceof Exited exit && exit.exitCode() != 0);
            case HEALTHY ->
                state() instanceof Running
                        && (first.spec().upkeep().probes().isEmpty()
                                || first.health().status() == Health.Status.HEALTHY);
            case COMPLETED -> state() instanceof Exited exit && exit.exitCode() == 0 && !exit.oomKilled();
        };
    }
}
