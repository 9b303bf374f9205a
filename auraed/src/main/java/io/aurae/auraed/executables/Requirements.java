// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.nio.file.Files;
import java.nio.file.Path;

/** What must be so before an executable is started somewhere. */
record Requirements(Surroundings surroundings, ExecutableSpec spec) {
    /** @throws ExecutableException FAILED_PRECONDITION where nothing can run now, INVALID_ARGUMENT for what cannot be here */
    void check() {
        if (!surroundings.isUp()) {
            throw new ExecutableException.NowhereToRun(spec.name().text(), surroundings.cell());
        }
        requireLogDirectory();
        requireReachable();
    }

    private void requireLogDirectory() {
        String chosen = spec.logPath();
        if (chosen != null && !Files.isDirectory(Path.of(chosen).resolveSibling("."))) {
            throw new ExecutableException.Invalid("executable '" + spec.name() + "': log path '" + chosen
                    + "' (expected: a file in a directory that exists)");
        }
    }

    private void requireReachable() {
        boolean asks = spec.upkeep().probes().all().anyMatch(Probe::needsNetwork);
        if (asks && surroundings.isNetworkIsolated()) {
            throw new ExecutableException.Invalid(
                    "executable '" + spec.name() + "' has a probe over the network in cell '" + surroundings.cell()
                            + "', which nobody can reach (expected: an exec probe)");
        }
    }
}
