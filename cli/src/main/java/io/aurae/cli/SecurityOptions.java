// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Security;
import java.util.List;
import picocli.CommandLine.Option;

/** What {@code run} lets the caller say about the rights of the process. */
final class SecurityOptions {
    @Option(
            names = "--device",
            paramLabel = "SOURCE[:TARGET][:rwm]",
            description =
                    "A device of the host that the process may read (r), write (w) and make nodes of (m). May be repeated.")
    private List<HostDevice> devices = List.of();

    @Option(
            names = "--privileged",
            description = "All of the node's capabilities and devices, no filter of system calls.")
    private boolean privileged;

    @Option(
            names = "--cap-add",
            paramLabel = "NAME",
            description = "A capability beyond the usual ones, or ALL. May be repeated.")
    private List<String> added = List.of();

    @Option(
            names = "--cap-drop",
            paramLabel = "NAME",
            description = "A capability that the process is not to have, or ALL. May be repeated.")
    private List<String> dropped = List.of();

    @Option(
            names = "--security-opt",
            paramLabel = "NAME[=VALUE]",
            description =
                    "seccomp=FILE (a filter of system calls as JSON), seccomp=unconfined, apparmor=PROFILE, label=LABEL,"
                            + " or no-new-privileges. May be repeated.")
    private List<SecurityChoice> choices = List.of();

    /** @param sharedProcesses whether the process is to see those of the pod, or of the host when the pod does */
    void apply(Cell.Builder cell, boolean sharedProcesses) {
        devices.forEach(device -> cell.addDevices(device.message()));
        Security.Builder security = Security.newBuilder()
                .setPrivileged(privileged)
                .setShareProcessNamespace(sharedProcesses)
                .addAllAddCapabilities(added)
                .addAllDropCapabilities(dropped);
        choices.forEach(choice -> choice.apply(security));
        if (!security.build().equals(Security.getDefaultInstance())) {
            cell.setSecurity(security);
        }
    }
}
