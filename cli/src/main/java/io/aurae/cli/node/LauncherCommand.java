// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.FaultCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The launcher with its arguments. */
record LauncherCommand(List<String> words) {
    LauncherCommand {
        words = List.copyOf(words);
    }

    static LauncherCommand of(Path auraed, NodeLayout layout, List<String> moreFlags) {
        List<String> words = new ArrayList<>();
        words.add(auraed.toString());
        words.addAll(layout.daemonFlags());
        words.addAll(moreFlags);
        return new LauncherCommand(words);
    }

    /**
     * The launcher of the distribution that this program is part of: the Java runtime it runs on lies beside {@code bin}.
     *
     * @throws NodeException FAILED_PRECONDITION when there is none
     */
    static Path auraedOfDistribution() {
        Path auraed =
                Path.of(System.getProperty("java.home")).resolveSibling("bin").resolve("auraed");
        if (!Files.isExecutable(auraed)) {
            throw new NodeException(
                    FaultCode.FAILED_PRECONDITION,
                    "launcher '" + auraed
                            + "' is not there (expected: a distribution, or --auraed with the path of one's launcher)");
        }
        return auraed;
    }
}
