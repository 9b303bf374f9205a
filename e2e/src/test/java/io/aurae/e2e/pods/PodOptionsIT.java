// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Http;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a caller may choose for a pod beyond its image. */
@OnNode
class PodOptionsIT {
    private final Node node;

    PodOptionsIT(Node node) {
        this.node = node;
    }

    @Test
    void namesServersAndSettingsOfTheKernelAreThePodsOwn() {
        String said = node.aurae("run", "--rm", "--hostname", "box-0", "--domainname", "example.org")
                .with(
                        "--add-host",
                        "db:10.0.0.7",
                        "--dns",
                        "10.9.8.7",
                        "--dns-search",
                        "a.b",
                        "--dns-option",
                        "ndots:2")
                .with("--sysctl", "net.ipv4.ip_unprivileged_port_start=7", "--sysctl", "kernel/shmmax=65536", "busybox")
                .with(
                        "--",
                        "sh",
                        "-c",
                        "hostname; cat /proc/sys/kernel/domainname /etc/hosts /etc/resolv.conf"
                                + " /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/shmmax")
                .orFail();

        assertThat(said.lines())
                .contains("box-0", "example.org", "10.0.0.7 db", "search a.b", "nameserver 10.9.8.7", "options ndots:2")
                .contains("7", "65536")
                .anyMatch(line -> line.matches("10[.0-9]* box-0.example.org box-0"));
    }

    @Test
    void whatIsNotOfANamespaceIsRefusedByName() {
        node.aurae("run", "--sysctl", "vm.swappiness=1", "busybox")
                .run()
                .assertFailed(125, "sysctl 'vm.swappiness' is not kept for each namespace");
        node.aurae("run", "--sysctl", "net.core.nonsense=1", "busybox")
                .run()
                .assertFailed(125, "sysctl 'net.core.nonsense': no such file or directory");
        node.aurae("run", "--sysctl", "net.ipv4.ip_forward=x", "busybox")
                .run()
                .assertFailed(125, "sysctl 'net.ipv4.ip_forward': invalid argument");
        assertThat(node.aurae("ps", "--all").orFail().lines()).hasSize(1);
    }

    @Test
    void aPodMayHaveTheHostsNamespacesAndEndsAllTheSame() {
        node.aurae("run", "-d", "--name", "box", "--network", "host", "--pid", "host", "--ipc", "host", "busybox")
                .with("--", "sleep", "600")
                .orFail();
        KernelProcess process = new KernelProcess(
                node.library().status("box/busybox", "busybox").getPid());

        for (String kind : new String[] {"pid", "net", "ipc"}) {
            assertThat(process.namespace(kind))
                    .as(kind)
                    .isEqualTo(node.launcher().namespace(kind));
        }
        assertThat(process.namespace("mnt")).isNotEqualTo(node.launcher().namespace("mnt"));
        assertThat(node.aurae("exec", "box", "cat", "/proc/" + process.pid() + "/cmdline")
                        .orFail())
                .startsWith("sleep");
        assertThat(node.client()
                        .pods()
                        .list(PodServiceListRequest.getDefaultInstance())
                        .getPods(0)
                        .getIpsList())
                .isEmpty();

        node.aurae("rm", "--force", "box").orFail();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void whatComesFirstRunsToItsEndAndAnImageIsAddedWhileThePodRuns() throws IOException {
        Path data = Files.createTempDirectory(node.directory(), "data");
        String first = "busybox sh -c 'hostname > /data/a'";
        node.aurae("run", "-d", "--name", "box", "-v", data + ":/data", "--init", first)
                .with("--init", "busybox cp /data/a /data/b", "busybox", "--", "sleep", "600")
                .orFail();
        assertThat(data.resolve("b")).hasContent("box");
        assertThat(node.aurae("run", "--rm", "--pod", "box", "busybox", "--", "hostname")
                        .orFail())
                .isEqualTo("box");
        node.aurae("run", "--name", "bad", "--init", "busybox sh -c 'echo no luck; exit 3'", "busybox")
                .run()
                .assertFailed(125, "init 'busybox' ended with exit code '3' (expected: 0): no luck");
        assertThat(node.aurae("ps", "--all").orFail()).contains("box").doesNotContain("bad", "init-");
    }

    @Test
    void aPortOfTheHostThatIsTakenIsRefused() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            node.aurae("run", "-p", other.getLocalPort() + ":80", "busybox", "--", "sleep", "600")
                    .run()
                    .assertFailed(
                            125, "host port '" + other.getLocalPort() + "/tcp' is taken by a program of the host");
        }
        int port = Http.freePort();
        node.aurae("run", "-d", "--name", "web", "-p", port + ":80", "busybox", "--", "sleep", "600")
                .orFail();
        node.aurae("run", "-p", "127.0.0.1:" + port + ":80", "busybox", "--", "sleep", "600")
                .run()
                .assertFailed(125, "host port '127.0.0.1:" + port + "/tcp' is taken by pod 'web'");
    }

    @Test
    void aPodOfTwoAddressesIsReachedThroughPortsOfBothKinds() throws IOException {
        Path conflist = node.directory().resolve("cni/net.conflist");
        String before = Files.readString(conflist);
        int port = Http.freePort();
        Files.writeString(
                conflist,
                before.replace("/24\"}]]", "/24\"}], [{\"subnet\": \"fd99:" + subnet() + "::/64\"}]]")
                        .replace("{\"dst\": \"0.0.0.0/0\"}", "{\"dst\": \"0.0.0.0/0\"}, {\"dst\": \"::/0\"}"));
        try {
            node.aurae("run", "-d", "--name", "web", "-p", port + ":80", "nginx")
                    .orFail();
            String six = node.client()
                    .pods()
                    .list(PodServiceListRequest.getDefaultInstance())
                    .getPods(0)
                    .getIps(1);

            assertThat(six).startsWith("fd99:" + subnet());
            assertThat(Http.page("http://" + Http.ownAddress() + ":" + port + "/"))
                    .contains("Welcome to nginx!");
            assertThat(node.aurae("exec", "web", "cat", "/etc/hosts").orFail()).contains(six + " web");
            node.aurae("rm", "--force", "web").orFail();
            assertReachedOverSix();
        } finally {
            Files.writeString(conflist, before);
        }
    }

    /** By a server that listens on IPv6, at the host's address on the pods' bridge. */
    private void assertReachedOverSix() throws IOException {
        int port = Http.freePort();
        node.aurae("run", "-d", "--name", "six", "-p", port + ":80", "busybox")
                .with("--", "httpd", "-f", "-p", "[::]:80", "-h", "/etc")
                .orFail();
        assertThat(Http.page("http://[fd99:" + subnet() + "::1]:" + port + "/passwd"))
                .startsWith("root:x:0:0");
        node.aurae("rm", "--force", "six").orFail();
    }

    private String subnet() {
        return Integer.toHexString(Math.floorMod(node.name().hashCode(), 0xffff));
    }

    @Test
    void aFilterOfSystemCallsAndADeviceAreAsAskedFor() throws IOException {
        Path profile = Files.writeString(node.directory().resolve("profile.json"), """
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95}]}
            """);

        assertThat(node.aurae(
                                "run",
                                "--rm",
                                "--security-opt",
                                "seccomp=" + profile,
                                "--device",
                                "/dev/null:/dev/nothing")
                        .with("busybox", "--", "sh", "-c", "mkdir /tmp/a 2>&1; test -c /dev/nothing && echo there")
                        .orFail())
                .contains("not supported", "there");
        node.aurae("run", "--device", "/dev/absent", "busybox")
                .run()
                .assertFailed(125, "device '/dev/absent' is none of this host");
        assertThat(node.aurae(
                                "run",
                                "--rm",
                                "--privileged",
                                "busybox",
                                "--",
                                "sh",
                                "-c",
                                "test -c /dev/kmsg && echo all")
                        .orFail())
                .isEqualTo("all");
    }
}
