// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.ProcessBounds;
import io.aurae.oci.spec.ResourceLimit;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.Rlimit;
import io.aurae.proto.cells.v0.User;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what callers want to run into records that are valid once they exist. */
final class ExecutableRequests {
    private static final int MAX_AT_ONCE = 256;

    private ExecutableRequests() {}

    /** What a request starts; at least one. */
    static List<ExecutableSpec> of(CellServiceStartRequest request) {
        List<ExecutableSpec> specs = new ArrayList<>();
        if (request.hasExecutable()) {
            specs.add(of(
                    request.getExecutable(),
                    request.hasUid() ? request.getUid() : null,
                    request.hasGid() ? request.getGid() : null));
        }
        request.getExecutablesList().forEach(each -> specs.add(of(each)));
        if (specs.isEmpty()) {
            throw ResourceException.invalid("start request has no executable (expected: one with a name)");
        }
        if (specs.size() > MAX_AT_ONCE) {
            throw ResourceException.invalid(
                    "start request has " + specs.size() + " executables (expected: at most " + MAX_AT_ONCE + ")");
        }
        return List.copyOf(specs);
    }

    static ExecutableSpec of(Executable executable) {
        return of(executable, null, null);
    }

    private static ExecutableSpec of(Executable executable, @Nullable Integer uid, @Nullable Integer gid) {
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
                executable.getDescription(),
                bounds(executable),
                UpkeepRequests.of(executable));
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
                user.getName(),
                uid != null ? uid : ownUid,
                gid != null ? gid : ownGid,
                user.getAdditionalGidsList(),
                user.getGroup(),
                user.getAdditionalGroupsList(),
                user.getNamedGroupsOnly());
    }

    private static ProcessBounds bounds(Executable executable) {
        return new ProcessBounds(
                executable.getRlimitsList().stream()
                        .map(ExecutableRequests::limit)
                        .toList(),
                executable.hasUmask() ? executable.getUmask() : null,
                executable.getAddCapabilitiesList(),
                executable.getDropCapabilitiesList(),
                executable.getNoNewPrivileges());
    }

    private static ResourceLimit limit(Rlimit limit) {
        return new ResourceLimit(
                ResourceLimit.Type.parse(limit.getType()),
                limit.getSoft(),
                limit.hasHard() ? limit.getHard() : limit.getSoft());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
