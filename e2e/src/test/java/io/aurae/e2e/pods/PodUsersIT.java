// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pods whose root is nobody on the node. */
@OnNode
class PodUsersIT {
    private static final long FIRST = 1_879_048_192L;

    private final Node node;

    PodUsersIT(Node node) {
        this.node = node;
    }

    @Test
    void theRootOfAPodIsNobodyOnTheNodeAndNoOtherPodHasItsIds() {
        start("one");
        start("two");
        long one = root("one");
        long two = root("two");

        assertThat(one).isGreaterThanOrEqualTo(FIRST);
        assertThat(Math.abs(one - two)).isGreaterThanOrEqualTo(65_536);
        assertThat(exec("one", "cat /proc/self/uid_map /proc/self/gid_map; id -u"))
                .matches("(\\s*0 +%1$d +65536\\s+){2}0".formatted(one));
        assertThat(node.aurae("inspect", "one").orFail()).contains("hostId: " + one, "length: 65536");
        for (String kind : new String[] {"user", "net", "ipc", "uts", "pid", "mnt"}) {
            assertThat(process("one").namespace(kind))
                    .as(kind)
                    .isNotEqualTo(node.launcher().namespace(kind))
                    .isNotEqualTo(process("two").namespace(kind));
        }
    }

    @Test
    void namesSettingsAndMemoryAreThePodsOwn() {
        assertThat(node.aurae("run", "--rm", "--userns", "auto", "--hostname", "box-0", "--domainname", "example.org")
                        .with("--sysctl", "net.ipv4.ip_unprivileged_port_start=7", "--sysctl", "kernel.shmmax=65536")
                        .with("-u", "5", "busybox", "--", "sh", "-c")
                        .with(
                                "cd /proc/sys; hostname; cat kernel/domainname net/ipv4/ip_unprivileged_port_start kernel/shmmax;"
                                        + " touch /dev/shm/x && stat -c %u:%g /dev/shm/x /etc/hosts")
                        .orFail()
                        .lines())
                .containsExactly("box-0", "example.org", "7", "65536", "5:0", "0:0");
        node.aurae("run", "--userns", "auto", "--sysctl", "kernel.shmmax=x", "busybox")
                .run()
                .assertFailed(125, "set kernel/shmmax=x: Invalid argument");
    }

    @Test
    void inItsOwnNamespacesItMayDoAllAndInTheNodesNothing() {
        start("box", "--privileged");

        assertThat(
                        exec(
                                "box",
                                "ip link add left type veth peer name right && echo 1 > /proc/sys/net/ipv4/ip_forward"
                                        + " && hostname other && mkdir -p /mnt && mount -t tmpfs x /mnt && chown 5:5 /mnt && hostname"))
                .isEqualTo("other");
        String deeds = """
                echo 1 > /proc/sys/vm/drop_caches
                echo x > /proc/sys/kernel/core_pattern
                echo 1 > /sys/kernel/profiling
                mknod /tmp/disk b 254 0
                head -c 1 /dev/kmsg
                chmod 600 /dev/null
                chown 0 /dev/zero
                """.lines()
                .map(deed -> "(" + deed + ") 2>/tmp/said && echo 'done: " + deed + "';")
                .collect(Collectors.joining("\n", "", "\necho all were tried"));
        assertThat(exec("box", deeds)).isEqualTo("all were tried");
        assertNobodyOwnsDevices();
    }

    /** crun gives the standard streams to whom it starts: also the node's null device, if it gets that. */
    @Test
    void theNodesNullDeviceStaysTheNodes() {
        start("box");
        node.aurae("run", "-d", "--name", "plain", "-u", "33", "busybox", "--", "sleep", "600")
                .orFail();
        node.aurae("exec", "box", "true").orFail();
        node.aurae("exec", "plain", "true").orFail();
        node.aurae("exec", "plain", "sh", "-c", "test -c /dev/stdin && cat && echo ended")
                .orFail();

        assertNobodyOwnsDevices();
    }

    private static void assertNobodyOwnsDevices() {
        for (String device : new String[] {"/dev/null", "/dev/zero"}) {
            assertThat(attribute(Path.of(device), "unix:uid")).as(device).isEqualTo(0);
            assertThat((int) attribute(Path.of(device), "unix:mode") & 0777)
                    .as(device)
                    .isEqualTo(0666);
        }
    }

    private static Object attribute(Path file, String name) {
        try {
            return Files.getAttribute(file, name, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @Test
    void volumesShowTheIdsOfTheDiskUnlessTheNodesAreAskedFor() throws IOException {
        Path shared = Files.createDirectory(node.directory().resolve("shared"));
        Path secret = Files.writeString(shared.resolve("secret"), "of root");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(node.directory().resolve("link"), shared);
        node.aurae("volume", "create", "state").orFail();
        String plain = "type=bind,source=" + shared + ",target=/plain,idmap=false";
        start("box", "-v", link + ":/mapped", "-v", "state:/state", "-v", shared + ":/still:ro", "--mount", plain);

        assertThat(exec(
                        "box",
                        "cat /mapped/secret; touch /mapped/a; touch /state/b; chown 33:44 /state/b; ls -ln /state"))
                .contains("of root", "33       44");
        assertThat(attribute(shared.resolve("a"), "unix:uid")).isEqualTo(0);
        node.aurae("cp", secret.toString(), "box:/mapped/copy").run().assertFailed(1, "where this daemon is nobody");
        assertThat(shared.resolve("copy")).doesNotExist();
        node.aurae("exec", "box", "touch", "/still/c").run().assertFailed(1, "Read-only file system");
        node.aurae("exec", "box", "cat", "/plain/secret").run().assertFailed(1, "Permission denied");
        node.aurae("exec", "box", "touch", "/plain/c").run().assertFailed(1, "Permission denied");
        node.aurae("run", "--userns", "auto", "-v", "/proc:/host", "busybox")
                .run()
                .assertFailed(125, "map the ids of /proc");
        node.freeAll();
        node.aurae("volume", "rm", "state").orFail();
    }

    @Test
    void mountsBelowAVolumeAreSeenAndMayNotBeWrittenWhereNothingMay() throws IOException {
        Path outer = Files.createDirectory(node.directory().resolve("outer"));
        Path inner = Files.createDirectory(outer.resolve("inner"));
        Linux.load().mount("inner", inner, "tmpfs", Set.of(), "size=1m");
        try {
            Files.writeString(inner.resolve("deep"), "deep");
            start("box", "-v", outer + ":/rw", "--mount", "type=bind,source=" + outer + ",target=/ro,rro");

            assertThat(exec("box", "cat /rw/inner/deep /ro/inner/deep; touch /rw/inner/new; stat -c %u /rw/inner/new"))
                    .isEqualTo("deepdeep0");
            node.aurae("exec", "box", "touch", "/ro/inner/x").run().assertFailed(1, "Read-only file system");
            node.freeAll();
        } finally {
            Linux.load().unmount(inner, Set.of());
        }
    }

    @Test
    void allOfItOutlivesTheDaemonAndTheLauncher() throws IOException {
        start("box");
        long root = root("box");
        String ticks = process("box").startTicks();
        Path file = Files.writeString(node.directory().resolve("file"), "carried");
        node.killDaemon();
        node.killLauncher();
        node.up();

        assertThat(process("box").startTicks()).isEqualTo(ticks);
        start("next");
        assertThat(Math.abs(root("next") - root)).isGreaterThanOrEqualTo(65_536);
        node.aurae("cp", file.toString(), "box:/tmp/file").orFail();
        assertThat(exec("box", "cat /tmp/file; stat -c ' %u:%g' /tmp/file")).isEqualTo("carried 0:0");
        exec("box", "chown 7:8 /tmp/file; echo more > /proc/1/fd/1");
        node.aurae("cp", "box:/tmp/file", node.directory().resolve("back").toString())
                .orFail();
        assertThat(attribute(node.directory().resolve("back"), "unix:uid")).isEqualTo(7);
        await().untilAsserted(
                        () -> assertThat(node.aurae("logs", "box").orFail()).isEqualTo("more"));
        assertThat(node.aurae("run", "--rm", "--pod", "box", "busybox", "--", "cat", "/proc/self/uid_map")
                        .orFail())
                .contains(Long.toString(root));
        assertThat(node.aurae("system", "check").orFail().lines()).hasSize(1);
    }

    @Test
    void idsThatAreGivenAreTakenAndThoseThatAreNotThereAreRefused() {
        String script = "cat /proc/self/uid_map /proc/self/gid_map; id -u; id -g; touch /tmp/x; ls -ln /tmp";
        assertThat(node.aurae("run", "--rm", "--uidmap", "0:200000:1000", "--gidmap", "0:300000:2000")
                        .with("-u", "999:1999", "busybox", "--", "sh", "-c", script)
                        .orFail())
                .containsSubsequence("200000       1000", "300000       2000", "999", "1999", "999", "1999");
        node.aurae("run", "--uidmap", "0:200000:1000", "-u", "1000", "busybox")
                .run()
                .assertFailed(125, "has the user '1000' (expected: one of the pod's, 0 to 999)");
        node.aurae("run", "--uidmap", "0:0:1000", "busybox").run().assertFailed(125, "maps the user ids '0:0:1000'");
        node.aurae("run", "--userns", "auto", "--network", "host", "busybox")
                .run()
                .assertFailed(125, "has users of its own and the host's network");
        assertThat(node.aurae("ps", "--all").orFail().lines()).hasSize(1);
    }

    private void start(String name, String... options) {
        node.aurae("run", "-d", "--name", name, "--userns", "auto")
                .with(options)
                .with("busybox", "--", "sleep", "600")
                .orFail();
    }

    private String exec(String name, String script) {
        return node.aurae("exec", name, "sh", "-c", script).orFail();
    }

    private KernelProcess process(String name) {
        return new KernelProcess(
                node.library().status(name + "/busybox", "busybox").getPid());
    }

    /** The node's number of the user who is root in the pod. */
    private long root(String name) {
        return Long.parseLong(process(name).field("Uid").orElseThrow().split("\\s+")[0]);
    }
}
