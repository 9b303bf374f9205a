// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.ContainerDevice;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Device;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.User;
import org.jspecify.annotations.Nullable;

/** Turns what callers send into records that are valid once they exist. */
final class CellRequests {
    private CellRequests() {}

    static CellSpec cell(Cell cell) {
        ResourceName name = new ResourceName(cell.getName());
        return new CellSpec(
                name,
                LimitMessages.of(cell),
                cell.getIsolateProcess(),
                cell.getIsolateNetwork(),
                new Labels(cell.getLabelsMap(), cell.getAnnotationsMap()),
                cell.hasRoot() ? root(name, cell.getRoot()) : null,
                cell.getMountsList().stream()
                        .map(mount -> CellMount.of(name, mount))
                        .toList(),
                cell.hasMain() ? executable(cell.getMain(), null, null) : null,
                cell.getDevicesList().stream().map(CellRequests::device).toList(),
                CellSecurity.of(cell.getSecurity()));
    }

    static ExecutableSpec executable(CellServiceStartRequest request) {
        if (!request.hasExecutable()) {
            throw ResourceException.invalid("start request has no executable (expected: one with a name)");
        }
        return executable(
                request.getExecutable(),
                request.hasUid() ? request.getUid() : null,
                request.hasGid() ? request.getGid() : null);
    }

    private static ExecutableSpec executable(Executable executable, @Nullable Integer uid, @Nullable Integer gid) {
        return new ExecutableSpec(
                new ExecutableName(executable.getName()),
                executable.getCommand(),
                executable.getArgsList(),
                executable.getEnvList(),
                orNull(executable.getWorkingDirectory()),
                user(executable.getUser(), uid, gid),
                executable.getTerminal(),
                stdin(executable),
                orNull(executable.getLogPath()),
                orNull(executable.getStopSignal()),
                executable.getDescription());
    }

    private static Stdin stdin(Executable executable) {
        if (!executable.getStdin()) {
            return Stdin.EMPTY;
        }
        return executable.getStdinOnce() ? Stdin.ONCE : Stdin.OPEN;
    }

    private static ExecutableUser user(User user, @Nullable Integer uid, @Nullable Integer gid) {
        Integer ownUid = user.hasUid() ? user.getUid() : null;
        Integer ownGid = user.hasGid() ? user.getGid() : null;
        return new ExecutableUser(
                user.getName(), uid != null ? uid : ownUid, gid != null ? gid : ownGid, user.getAdditionalGidsList());
    }

    private static CellSpec.Root root(ResourceName cell, CellRoot root) {
        if (root.getImage().isBlank()) {
            throw ResourceException.invalid(
                    "cell '" + cell + "' has a root without an image (expected: a reference, digest or id)");
        }
        return new CellSpec.Root(root.getImage(), root.getReadOnly());
    }

    private static ContainerDevice device(Device device) {
        String access = device.getAccess().isEmpty() ? "rwm" : device.getAccess();
        String target = device.getTarget().isEmpty() ? device.getSource() : device.getTarget();
        ContainerDevice parsed = new ContainerDevice(device.getSource(), target, access);
        parsed.nodes(); // one that is not there is refused now rather than at the start
        return parsed;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
