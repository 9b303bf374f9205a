// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.terminal.RawTerminal;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.ExecStart;
import io.grpc.StatusException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one more process beside an executable. */
@Command(
        name = "exec",
        header = "Run one more process beside a running one.",
        description = {
            "It has the same root and namespaces, and lives as long as this command. Options come before NAME; what follows is the program"
                    + " with its arguments."
        },
        footer = {"  aurae exec web nginx -t", "  aurae exec -it web sh"},
        exitCodeOnExecutionException = ExitCode.NOT_STARTED)
final class Exec implements Callable<Integer> {
    @Option(
            names = {"-i", "--interactive"},
            description = "Pass standard input on.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the process a terminal.")
    private boolean terminal;

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Where the process starts. Default: where the other one started.")
    private String directory = "";

    @Mixin
    private Variables variables = new Variables();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A name that ps shows: a pod, a cell, or cell:executable.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "WORD", description = "The program and its arguments.")
    private List<String> words = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    private final Aurae aurae;

    Exec(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws Exception {
        List<String> program = words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
        String wrong = program.isEmpty() ? "a program is missing behind NAME" : "";
        wrong = terminal && !aurae.streams().areTerminal()
                ? "--tty needs a terminal on standard input and output"
                : wrong;
        wrong = terminal && !interactive ? "--tty needs --interactive" : wrong;
        if (!wrong.isEmpty()) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), wrong);
        }
        try (AuraeClient client = aurae.connect()) {
            Workload workload = Workloads.read(client).find(name);
            return run(client, start(workload, program));
        } catch (StatusException e) {
            throw CliException.programOr(e.getStatus().asRuntimeException());
        }
    }

    private ExecStart.Builder start(Workload workload, List<String> program) {
        ExecStart.Builder start = ExecStart.newBuilder();
        workload.ifInCell(start::setCellName);
        return start.setExecutableName(workload.executableName())
                .addAllArgs(program)
                .addAllEnv(variables.all())
                .setWorkingDirectory(directory)
                .setTerminal(terminal)
                .setStdin(interactive);
    }

    private int run(AuraeClient client, ExecStart.Builder start) throws Exception {
        if (terminal) {
            try (RawTerminal raw = RawTerminal.open()) {
                start.setSize(ProcessInput.message(raw.size()));
                ExecCall call = new ExecCall(client, start.build());
                raw.onResize(call::resize);
                call.sendAll(aurae.streams().in());
                return call.finish(aurae.streams());
            }
        }
        ExecCall call = new ExecCall(client, start.build());
        if (interactive) {
            call.sendAll(aurae.streams().in());
        }
        return call.finish(aurae.streams());
    }
}
