// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The environment that a caller gives a process. */
final class Variables {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "A variable of the environment; without a value the one it has here. May be repeated.")
    private List<Variable> variables = List.of();

    /** Each as {@code NAME=VALUE}, in the order given. */
    List<String> all() {
        return variables.stream().map(Variable::toString).toList();
    }
}
