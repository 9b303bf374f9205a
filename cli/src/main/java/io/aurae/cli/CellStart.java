// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.CellServiceStartResponse;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.User;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts an executable in a cell. */
@Command(
        name = "start",
        header = "Start an executable in a cell.",
        description = "Prints its process id. Without a program it starts the cell's main executable of that name.",
        footer = {
            "  aurae cell start jobs sleeper -- sleep 60",
            "  aurae cell start --uid 1000 jobs report -- /usr/bin/make report"
        })
final class CellStart implements Callable<Integer> {
    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Where the process starts. Default: /.")
    private String directory = "";

    @Option(names = "--uid", paramLabel = "NUMBER", description = "User id. Default: root's.")
    private @Nullable Integer uid;

    @Option(names = "--gid", paramLabel = "NUMBER", description = "Group id. Default: root's.")
    private @Nullable Integer gid;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private String description = "";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "By name or number; --uid and --gid win. Default: root.")
    private String user = "";

    @Option(
            names = "--cap-add",
            paramLabel = "NAME",
            description = "A capability beyond those its user has, or ALL. May be repeated.")
    private List<String> added = List.of();

    @Option(
            names = "--cap-drop",
            paramLabel = "NAME",
            description = "A capability that the process is not to have, or ALL. May be repeated.")
    private List<String> dropped = List.of();

    @Mixin
    private Variables variables = new Variables();

    @Mixin
    private UpkeepOptions upkeep = new UpkeepOptions();

    @Parameters(index = "0", paramLabel = "CELL", description = "The cell.")
    private String cell = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "What the executable is to be called.")
    private String name = "";

    @Parameters(index = "2..*", paramLabel = "WORD", description = "Behind --: the program and its arguments.")
    private List<String> words = List.of();

    private final Aurae aurae;

    CellStart(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        CellServiceStartRequest.Builder request =
                CellServiceStartRequest.newBuilder().setCellName(cell).setExecutable(executable());
        if (uid != null) {
            request.setUid(uid);
        }
        if (gid != null) {
            request.setGid(gid);
        }
        CellServiceStartResponse answer;
        try (AuraeClient client = aurae.connect()) {
            answer = client.cells().start(request.build());
        }
        aurae.output().show(answer::getPid, () -> Documents.of(answer));
        return ExitCode.OK;
    }

    private Executable.Builder executable() {
        Executable.Builder executable = Executable.newBuilder()
                .setName(name)
                .setDescription(description)
                .addAllArgs(words)
                .addAllEnv(variables.all())
                .setWorkingDirectory(directory)
                .addAllAddCapabilities(added)
                .addAllDropCapabilities(dropped);
        if (!user.isEmpty()) {
            executable.setUser(User.newBuilder().setName(user));
        }
        upkeep.apply(executable);
        return executable;
    }
}
