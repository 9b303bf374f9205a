// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.base.Rollback;
import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnNode
class LedgerIT {
    private final Node node;

    LedgerIT(Node node) {
        this.node = node;
    }

    @Test
    void aNodeWithSomethingOfEverythingIsAsItsRecordsSay() {
        populate();
        assertThat(check(0)).isEmpty();
        assertThat(node.aurae("system", "check", "--output", "json").orFail()).isEqualTo("[]");
        node.killDaemon();
        assertThat(check(0)).isEmpty();
    }

    @Test
    void strangersInOurPlacesAreToldAndLeftAlone() throws IOException {
        populate();
        Path cgroup = cgroups().getFirst().resolve(node.name()).resolve("stranger");
        Path pin = node.directory().resolve("run/netns/stranger");
        Path mount = Files.createDirectory(node.directory().resolve("run/stranger"));
        Files.createDirectory(cgroup);
        Files.createFile(pin);
        Command.of("mount", "-t", "tmpfs", "none", mount.toString()).orFail();
        Command.of("ip", "link", "add", node.name() + "s", "type", "veth", "peer", "name", node.name() + "p")
                .orFail();
        Command.of("ip", "link", "set", node.name() + "s", "master", node.name())
                .orFail();
        try {
            List<String> told = check(1);
            assertThat(told).hasSize(4).allMatch(line -> line.startsWith("unknown"));
            assertThat(String.join("\n", told))
                    .contains("control group '/" + node.name() + "/stranger'")
                    .contains("network namespace '" + pin + "'")
                    .contains("mount '" + mount + "'")
                    .contains("network link '" + node.name() + "s'");
            node.killDaemon();
            assertThat(check(1)).isEqualTo(told);
            assertThat(cgroup).exists();
            assertThat(pin).exists();
        } finally {
            Command.of("ip", "link", "delete", node.name() + "s").orFail();
            Command.of("umount", mount.toString()).orFail();
            Files.delete(mount);
            Files.delete(pin);
            Files.delete(cgroup);
        }
    }

    @Test
    void whatIsNotOursIsNeitherToldNorTouched() throws IOException {
        populate();
        Path cgroup = cgroups().getFirst().resolve(node.name() + "-foreign");
        Path mount = node.directory().resolve("foreign");
        String link = node.name() + "f";
        try (Rollback foreign = new Rollback()) {
            Files.createDirectory(cgroup);
            foreign.push("remove the control group", () -> Files.delete(cgroup));
            Files.createDirectory(mount);
            foreign.push("remove the directory", () -> Files.delete(mount));
            Command.of("mount", "-t", "tmpfs", "none", mount.toString()).orFail();
            foreign.push("unmount", () -> Command.of("umount", mount.toString()).orFail());
            Command.of("ip", "netns", "add", link).orFail();
            foreign.push(
                    "delete the namespace",
                    () -> Command.of("ip", "netns", "delete", link).orFail());
            Command.of("ip", "link", "add", link, "type", "veth", "peer", "name", node.name() + "g")
                    .orFail();
            foreign.push(
                    "delete the link",
                    () -> Command.of("ip", "link", "delete", link).orFail());
            Path socket = node.directory().resolve("run/other.sock");
            ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            foreign.push("remove the socket", () -> Files.deleteIfExists(socket));
            foreign.push("close the socket", other::close);
            other.bind(UnixDomainSocketAddress.of(socket));
            node.killDaemon();
            assertThat(check(0)).isEmpty();
            node.freeAll();
            assertThat(socket).exists();
            assertThat(cgroup).exists();
            assertThat(Command.of("mountpoint", mount.toString()).run().exitCode())
                    .isZero();
            assertThat(Path.of("/run/netns", link)).exists();
            assertThat(Path.of("/sys/class/net", link)).exists();
        }
    }

    @Test
    void whatTheKernelLostIsToldWithItsOwner() {
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sleep", "600")
                .orFail();
        Path shm = node.directory().resolve("run/pods/box/shm");
        Command.of("umount", "--lazy", shm.toString()).orFail();
        assertThat(check(1)).singleElement().asString().contains("missing", "mount '" + shm + "' of pod 'box' is gone");
    }

    @Test
    void ourFilesWipedWhileWorkloadsRunHarmsNone() throws IOException {
        node.library().allocate("jobs");
        KernelProcess process = node.library().start("jobs", "sleeper", "sleep", "600");
        Path saved = node.directory().resolve("saved");
        Path cells = node.directory().resolve("run/cells");
        Command.of("cp", "-a", cells.toString(), saved.toString()).orFail();
        Command.of("rm", "-rf", cells.resolve("jobs").toString()).orFail();
        try {
            node.killDaemon();
            assertThat(String.join("\n", check(1)))
                    .contains("control group '/" + node.name() + "/jobs'")
                    .contains("process '" + cells.resolve("jobs/executables/sleeper") + "'");
            assertThat(process.isAlive()).isTrue();
        } finally {
            Command.of("cp", "-a", saved.resolve("jobs").toString(), cells.toString())
                    .orFail();
            Command.of("rm", "-rf", saved.toString()).orFail();
            node.killDaemon();
        }
        assertThat(node.library().status("jobs", "sleeper").getPid()).isEqualTo((int) process.pid());
        assertThat(check(0)).isEmpty();
    }

    @Test
    void recordsWipedWhileWorkloadsRunAreToldHarmNoneAndWhatTheyWereForCanBeFreed() throws IOException {
        populate();
        node.library().start("tenant/jobs", "other", "sleep", "60024");
        List<KernelProcess> running = List.of(
                new KernelProcess(node.library().status("jobs", "sleeper").getPid()),
                KernelProcess.running("sleep 60024"),
                new KernelProcess(
                        node.library().status("box/busybox", "busybox").getPid()));
        for (String record : List.of("cells/jobs/cell.json", "instances/tenant/instance.json", "pods/box/pod.json")) {
            Files.delete(node.directory().resolve("run").resolve(record));
        }
        node.killDaemon();

        assertThat(check(1))
                .allMatch(line -> line.startsWith("broken"))
                .filteredOn(line -> line.contains("has lost its record, and the processes"))
                .hasSize(3);
        assertThat(running).allMatch(KernelProcess::isAlive);

        node.library().free("jobs");
        node.client()
                .instances()
                .free(InstanceServiceFreeRequest.newBuilder().setName("tenant").build());
        node.client()
                .pods()
                .free(PodServiceFreeRequest.newBuilder().setName("box").build());
        await().until(() -> running.stream().noneMatch(KernelProcess::isAlive));
        assertThat(node.aurae("system", "check", "--repair").orFail()).doesNotContain("broken");
    }

    private void populate() {
        node.library().allocate("jobs");
        node.library().start("jobs", "sleeper", "sleep", "600");
        node.aurae("instance", "spawn", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        node.library().start("tenant/jobs", "sleeper", "sleep", "600");
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sleep", "600")
                .orFail();
    }

    /** The lines of the table, without its head. */
    private List<String> check(int code) {
        Command.Result result = node.aurae("system", "check").run();
        assertThat(result.exitCode()).as("%s", result).isEqualTo(code);
        return result.stdout().lines().skip(1).toList();
    }

    private static List<Path> cgroups() throws IOException {
        Path root = Path.of("/sys/fs/cgroup");
        if (Files.exists(root.resolve("cgroup.procs"))) {
            return List.of(root);
        }
        try (Stream<Path> hierarchies = Files.list(root)) {
            return hierarchies
                    .filter(hierarchy -> Files.isDirectory(hierarchy.resolve("system.slice"))
                            || Files.exists(hierarchy.resolve("cgroup.procs")))
                    .filter(hierarchy -> hierarchy.endsWith("memory") || hierarchy.endsWith("pids"))
                    .toList();
        }
    }
}
