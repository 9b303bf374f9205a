// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process to run beside the first one of a container, with its user, privileges, environment and working directory except for what is
 * said here.
 *
 * @param env {@code NAME=value}, laid over the container's own
 * @param size the terminal's first size; of no use without one
 * @param stdin whether it reads what the session writes; an empty input otherwise
 * @param output whether the session reads what it writes; without, it goes nowhere
 */
public record ExecProcess(
        List<String> args,
        List<String> env,
        Optional<String> cwd,
        boolean terminal,
        Optional<TerminalSize> size,
        boolean stdin,
        boolean output) {

    public ExecProcess {
        args = List.copyOf(args);
        env = List.copyOf(env);
    }

    /** Without terminal and input. */
    public static ExecProcess of(String... args) {
        return new ExecProcess(List.of(args), List.of(), Optional.empty(), false, Optional.empty(), false, true);
    }

    public ExecProcess withStdin() {
        return new ExecProcess(args, env, cwd, terminal, size, true, output);
    }

    /** With nobody to read what it writes. */
    public ExecProcess withoutOutput() {
        return new ExecProcess(args, env, cwd, terminal, size, stdin, false);
    }

    /** With a terminal, through which it also reads. */
    public ExecProcess withTerminal(TerminalSize size) {
        return new ExecProcess(args, env, cwd, true, Optional.of(size), true, true);
    }

    RuntimeSpec.ProcessConfig over(RuntimeSpec.ProcessConfig container) {
        List<String> all = new ArrayList<>(container.env());
        if (terminal && all.stream().noneMatch(entry -> entry.startsWith("TERM="))) {
            all.add("TERM=xterm");
        }
        all.addAll(env);
        // The same rules as for any other process.
        ProcessSpec checked = ProcessSpec.of(args.toArray(String[]::new))
                .withEnv(all)
                .withCwd(cwd.filter(path -> !path.isEmpty()).orElse(container.cwd()));
        return new RuntimeSpec.ProcessConfig(
                terminal,
                size.map(s -> new RuntimeSpec.ConsoleSize(s.rows(), s.columns()))
                        .orElse(null),
                container.user(),
                checked.args(),
                checked.env(),
                checked.cwd(),
                container.capabilities(),
                container.rlimits(),
                container.noNewPrivileges(),
                container.oomScoreAdj(),
                container.apparmorProfile(),
                container.selinuxLabel());
    }
}
