// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one target has for itself: directories, a mount namespace that takes its mounts along when it ends, a network, and a cgroup that
 * everything it starts belongs to.
 *
 * @param index the target's number in this run
 */
record Enclosure(Ground ground, String target, int index) {
    /**
     * Joins the cgroup, puts own directories where container runtimes have one of the machine, mounts the hierarchies without which an OCI
     * runtime refuses a hybrid machine, and becomes the program.
     */
    private static final String ENTER = """
            set -e
            echo $$ >"$1/cgroup.procs"
            mkdir -p /run/containerd /var/lib/cni
            mount --bind "$2" /run/containerd
            mount --bind "$3" /var/lib/cni
            shift 3
            unified=/sys/fs/cgroup/unified/cgroup.controllers
            if [ -e $unified ]; then
              for controller in $(cat $unified); do
                mkdir -p /sys/fs/cgroup/$controller
                mount -t cgroup -o $controller cgroup /sys/fs/cgroup/$controller
              done
            fi
            exec "$@"
            """;

    /** Makes the directories and the cgroup. */
    static Enclosure prepare(Ground ground, String target, int index) throws IOException {
        Enclosure enclosure = new Enclosure(ground, target, index);
        for (Path directory : List.of(enclosure.daemons(), enclosure.shimSockets(), enclosure.networkResults())) {
            Files.createDirectories(directory);
        }
        Files.deleteIfExists(enclosure.log());
        enclosure.network().write(enclosure.networkConfig());
        return enclosure;
    }

    Path state() {
        return ground.state().resolve(name());
    }

    Path storage() {
        return ground.storage().resolve(name());
    }

    /** What the daemons write; it stays when the run is over. */
    Path log() {
        return ground.logs().resolve(target + ".log");
    }

    /** Makes the directory for the logs of a pod's containers. */
    Path makeLogs(String pod) {
        try {
            return Files.createDirectories(storage().resolve("logs").resolve(pod));
        } catch (IOException e) {
            throw BenchException.failed("no directory for the logs of '" + pod + "'", e);
        }
    }

    /** The directory of the network's configuration. */
    Path networkConfig() {
        return storage().resolve("cni");
    }

    Network network() {
        return new Network(
                ground.token() + index, ground.firstSubnet() + index, storage().resolve("addresses"));
    }

    /** The cgroup under which pods go. */
    String podsCgroup() {
        return "/" + group() + "/pods";
    }

    private String name() {
        return "t" + index;
    }

    private String group() {
        return ground.token() + "/" + name();
    }

    private Path shimSockets() {
        return state().resolve("shims");
    }

    private Path networkResults() {
        return storage().resolve("results");
    }

    private Path daemons() {
        return Cgroups.directory(group()).resolve("daemons");
    }

    /** Starts a program in here; it ends on its own terms. Its output goes to the log. */
    Process start(List<String> program) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("unshare", "--mount", "--propagation", "slave", "sh", "-c", ENTER));
        words.addAll(List.of(
                "sh",
                daemons().toString(),
                shimSockets().toString(),
                networkResults().toString()));
        words.addAll(program);
        return new ProcessBuilder(words)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Everything that is there because of the target: its daemons, and what they started for pods. */
    Set<Long> processes() {
        return Cgroups.processes(Cgroups.directory(group()));
    }

    /** Ends all of it. Repeating: does nothing. */
    void end() throws InterruptedException {
        Cgroups.end(Cgroups.directory(group()));
    }
}
