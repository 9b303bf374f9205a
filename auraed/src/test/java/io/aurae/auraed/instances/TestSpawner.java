// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.linux.MountFlag;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.spec.NodeRights;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Spawns real instances whose first process is a shell script: it has its own /proc, makes a file in place of the socket, and waits. */
public final class TestSpawner {
    private static final String FIRST_PROCESS = """
            while [ $# -gt 0 ]; do [ "$1" = --socket ] && socket=$2; shift; done
            exec unshare --mount --propagation unchanged sh -c 'mount --make-private /proc &&
                mount -t proc proc /proc && : > "$0" && trap "exit 0" TERM && while :; do sleep 3600 & wait; done' "$socket"
            """;

    private final LeakCheck leaks;
    private final Path launcher;

    public TestSpawner(LeakCheck leaks) throws IOException {
        this.leaks = leaks;
        this.launcher = leaks.directory().resolve("launcher");
        mend();
        Linux linux = Linux.load();
        linux.mount("", Path.of("/"), "", Set.of(MountFlag.REC, MountFlag.SHARED), "");
    }

    /** Lets the first processes of instances to come do this instead. */
    public void breakFirstProcess(String script) throws IOException {
        Files.writeString(launcher, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    /** Lets them be as they should again. */
    public void mend() throws IOException {
        breakFirstProcess(FIRST_PROCESS);
    }

    /** Lets them not end when they are asked to. */
    public void deafen() throws IOException {
        breakFirstProcess(FIRST_PROCESS.replace("trap \"exit 0\" TERM && ", ""));
    }

    public Cgroups cgroups() {
        return Cgroups.detect().mountMissing(Linux.load());
    }

    public Path runtime() {
        return leaks.directory().resolve("run");
    }

    /** Where everything of the node lies that is not in an instance. */
    public Place place() {
        return Place.host(
                runtime().resolve("crun"), runtime().resolve("exits"), runtime().resolve("monitors"));
    }

    public Spawner spawner() {
        Linux linux = Linux.load();
        return new Spawner(
                new OciRuntime(RuntimePrograms.find(), linux),
                linux,
                cgroups(),
                NodeRights.ofThisProcess(),
                place(),
                launcher,
                runtime().resolve("aurae.sock"),
                List.of(),
                (instance, directory) -> {});
    }
}
