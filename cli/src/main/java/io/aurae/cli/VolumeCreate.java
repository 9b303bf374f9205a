// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceCreateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a volume. */
@Command(
        name = "create",
        header = "Make an empty volume.",
        description = "One that is there already, made alike, is no failure and keeps what is in it.",
        footer = {"  aurae volume create state", "  aurae volume create --uid 1000 --gid 1000 --mode 0700 home"})
final class VolumeCreate implements Callable<Integer> {
    @Option(names = "--uid", paramLabel = "ID", description = "Its first owner. Default: 0.")
    private int uid;

    @Option(names = "--gid", paramLabel = "ID", description = "Its first group. Default: 0.")
    private int gid;

    @Option(names = "--mode", paramLabel = "OCTAL", defaultValue = "0755", description = "Default: ${DEFAULT-VALUE}.")
    private String mode = "0755";

    @Parameters(paramLabel = "NAME", description = "Letters, digits, '-', '_' and '.', at most 63.")
    private String name = "";

    private final Aurae aurae;

    VolumeCreate(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Volume asked = Volume.newBuilder()
                .setName(name)
                .setUid(uid)
                .setGid(gid)
                .setMode(bits())
                .build();
        try (AuraeClient client = aurae.connect()) {
            Volume made = client.volumes()
                    .create(VolumeServiceCreateRequest.newBuilder()
                            .setVolume(asked)
                            .build())
                    .getVolume();
            aurae.output().show(made::getName, () -> Documents.of(made));
        }
        return ExitCode.OK;
    }

    private int bits() {
        if (!mode.matches("[0-7]{3,4}")) {
            throw CliException.invalid("mode '" + mode + "' (expected: three or four octal digits, such as 0755)");
        }
        return Integer.parseInt(mode, 8);
    }
}
