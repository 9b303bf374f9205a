// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Executable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the caller says about how a process is held, kept running and ended. */
final class UpkeepOptions {
    @Option(
            names = "--restart",
            paramLabel = "POLICY",
            description = "no, always, on-failure or on-failure:RETRIES: when it is started again. Default: no.")
    private @Nullable Restart restart;

    @Option(
            names = "--ulimit",
            paramLabel = "NAME=SOFT[:HARD]",
            description = "A limit such as nofile=1024:4096 or core=unlimited. May be repeated.")
    private List<Ulimit> limits = List.of();

    @Option(
            names = "--umask",
            paramLabel = "OCTAL",
            description = "The file mode creation mask, such as 027. Default: 022.")
    private @Nullable Umask umask;

    @Option(
            names = "--group-add",
            paramLabel = "GROUP",
            description = "One more group, by name or number. May be repeated.")
    private List<String> groups = List.of();

    @Option(
            names = "--no-new-privileges",
            description = "Nothing it runs gains privileges by set-user-ID bits or file capabilities.")
    private boolean noNewPrivileges;

    @Option(
            names = "--stop-signal",
            paramLabel = "SIGNAL",
            description = "What asks it to end. Default: the image's, else TERM.")
    private String stopSignal = "";

    @Option(
            names = "--stop-timeout",
            paramLabel = "SECONDS",
            description = "From the stop signal to the kill, 0 to 31536000. Default: 10.")
    private @Nullable Seconds stopTimeout;

    @Mixin
    private HealthOptions health = new HealthOptions();

    void apply(Executable.Builder executable) {
        if (restart != null) {
            executable.setRestartPolicy(restart.policy());
        }
        limits.forEach(limit -> executable.addRlimits(limit.message()));
        if (umask != null) {
            executable.setUmask(umask.bits());
        }
        if (!groups.isEmpty()) {
            executable.getUserBuilder().addAllAdditionalGroups(groups);
        }
        executable.setNoNewPrivileges(noNewPrivileges).setStopSignal(stopSignal);
        if (stopTimeout != null) {
            executable.setStopGracePeriod(stopTimeout.duration());
        }
        health.apply(executable);
    }
}
