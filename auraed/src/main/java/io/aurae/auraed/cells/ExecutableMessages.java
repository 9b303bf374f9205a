// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.ExecutableState.Starting;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.executables.Health;
import io.aurae.auraed.executables.Prepared;
import io.aurae.auraed.resource.Times;
import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.ProcessBounds;
import io.aurae.oci.spec.ResourceLimit;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableExit;
import io.aurae.proto.cells.v0.ExecutableHealth;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.ProcessUser;
import io.aurae.proto.cells.v0.Rlimit;
import io.aurae.proto.cells.v0.User;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what is known of an executable into messages. */
final class ExecutableMessages {
    private ExecutableMessages() {}

    static Executable executable(ExecutableSpec spec) {
        Executable.Builder executable = Executable.newBuilder()
                .setName(spec.name().text())
                .setCommand(spec.command())
                .setDescription(spec.description())
                .addAllArgs(spec.args())
                .addAllEnv(spec.env())
                .setUser(user(spec.user()))
                .setTerminal(spec.terminal())
                .setStdin(spec.stdin() != Stdin.EMPTY)
                .setStdinOnce(spec.stdin() == Stdin.ONCE);
        set(spec.workingDirectory(), executable::setWorkingDirectory);
        set(spec.logPath(), executable::setLogPath);
        set(spec.stopSignal(), executable::setStopSignal);
        bounds(spec.bounds(), executable);
        UpkeepMessages.add(spec.upkeep(), executable);
        return executable.build();
    }

    private static User user(ExecutableUser user) {
        User.Builder message = User.newBuilder()
                .setName(user.name())
                .addAllAdditionalGids(user.additionalGids())
                .setGroup(user.group())
                .addAllAdditionalGroups(user.additionalGroups())
                .setNamedGroupsOnly(user.namedGroupsOnly());
        set(user.uid(), message::setUid);
        set(user.gid(), message::setGid);
        return message.build();
    }

    private static void bounds(ProcessBounds bounds, Executable.Builder executable) {
        set(bounds.umask(), executable::setUmask);
        executable
                .addAllAddCapabilities(bounds.addCapabilities())
                .addAllDropCapabilities(bounds.dropCapabilities())
                .setNoNewPrivileges(bounds.noNewPrivileges());
        for (ResourceLimit limit : bounds.limits()) {
            executable.addRlimits(Rlimit.newBuilder()
                    .setType(limit.type().toString())
                    .setSoft(limit.soft())
                    .setHard(limit.hard()));
        }
    }

    static ExecutableStatus status(io.aurae.auraed.executables.Executable executable) {
        ExecutableStatus.Builder status = ExecutableStatus.newBuilder()
                .setExecutable(executable(executable.spec()))
                .setLogPath(executable.log().toString())
                .setRestartCount(executable.restarts().count());
        set(executable.restarts().last(), last -> status.setLastExit(exit(last)));
        health(executable.health(), status);
        if (!(executable.state() instanceof Starting)) {
            status.setUser(user(executable.facts()));
        }
        switch (executable.state()) {
            case Starting() -> status.setState(ExecutableState.EXECUTABLE_STATE_CREATED);
            case Running running ->
                status.setState(ExecutableState.EXECUTABLE_STATE_RUNNING)
                        .setPid(Math.toIntExact(running.process().pid()))
                        .setMessage(executable.complaint())
                        .setStartedAt(Times.message(running.startedAt()));
            case BackOff waiting -> {
                ended(status, waiting.exit());
                status.setState(ExecutableState.EXECUTABLE_STATE_BACK_OFF)
                        .setNextStart(Times.message(waiting.nextStart()));
            }
            case Exited exit -> ended(status, exit);
        }
        return status.build();
    }

    private static ProcessUser user(Prepared.Facts facts) {
        ProcessUser.Builder user =
                ProcessUser.newBuilder().setUid((int) facts.uid()).setGid((int) facts.gid());
        facts.groups().forEach(group -> user.addGroups(group.intValue()));
        return user.build();
    }

    private static void ended(ExecutableStatus.Builder status, Exited exit) {
        status.setState(ExecutableState.EXECUTABLE_STATE_EXITED)
                .setExitCode(exit.exitCode())
                .setOomKilled(exit.oomKilled())
                .setMessage(exit.message())
                .setStartedAt(Times.message(exit.startedAt()))
                .setFinishedAt(Times.message(exit.finishedAt()));
    }

    private static ExecutableExit exit(Exited exit) {
        return ExecutableExit.newBuilder()
                .setExitCode(exit.exitCode())
                .setOomKilled(exit.oomKilled())
                .setMessage(exit.message())
                .setStartedAt(Times.message(exit.startedAt()))
                .setFinishedAt(Times.message(exit.finishedAt()))
                .build();
    }

    private static void health(Health health, ExecutableStatus.Builder status) {
        status.setHealth(
                        switch (health.status()) {
                            case UNKNOWN -> ExecutableHealth.EXECUTABLE_HEALTH_UNSPECIFIED;
                            case STARTING -> ExecutableHealth.EXECUTABLE_HEALTH_STARTING;
                            case HEALTHY -> ExecutableHealth.EXECUTABLE_HEALTH_HEALTHY;
                            case UNHEALTHY -> ExecutableHealth.EXECUTABLE_HEALTH_UNHEALTHY;
                        })
                .setHealthMessage(health.message());
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
