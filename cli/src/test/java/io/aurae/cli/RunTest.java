// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cli.FakeNode.Outcome;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Device;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.Security;
import io.aurae.proto.pods.v0.Dns;
import io.aurae.proto.pods.v0.HostEntry;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @TempDir
    private Path directory;

    private FakeNode node;

    @BeforeEach
    void start() {
        node = new FakeNode(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void fetchesAnImageThatIsAbsentAndPrintsNameAndAddress() {
        Outcome outcome = node.run("run", "-d", "nginx");

        assertThat(outcome.err())
                .contains(FakeImages.DIGEST + ": downloading, 1.00kB")
                .contains("address 10.88.0.7");
        assertThat(outcome.out()).matches("nginx-[0-9a-f]{4}\n");
        assertThat(outcome.code()).isZero();
        String pod = outcome.out().strip();
        assertThat(node.pods.pods.get(pod).getState()).isEqualTo(PodState.POD_STATE_RUNNING);
        assertThat(node.cells.processes.get(pod + "/nginx:nginx").status().getState())
                .isEqualTo(ExecutableState.EXECUTABLE_STATE_RUNNING);
    }

    @Test
    void leavesTheProcessToTheImageUnlessToldOtherwise() {
        node.run("run", "-d", "--name", "web", "nginx");

        Executable main = node.cells.cells.get("web/nginx").getMain();
        assertThat(main).isEqualTo(Executable.newBuilder().setName("nginx").build());
    }

    @Test
    void putsArgumentsBehindTheImagesEntrypoint() {
        node.run("run", "-d", "--name", "web", "nginx", "--", "stay", "-g");
        node.run("run", "-d", "--name", "other", "--entrypoint", "/sh", "nginx", "--", "stay");

        assertThat(node.cells.cells.get("web/nginx").getMain().getArgsList()).containsExactly("/entry", "stay", "-g");
        assertThat(node.cells.cells.get("other/nginx").getMain().getArgsList()).containsExactly("/sh", "stay");
    }

    @Test
    void runsWhatComesFirstToItsEndAndStartsNothingWhenThatFails() {
        Outcome outcome = node.run(
                "run", "-d", "--name", "web", "-e", "A=1", "--init", "busybox cp a b", "--init", "busybox c", "nginx");

        assertThat(outcome.code()).isZero();
        assertThat(node.cells.order)
                .containsExactly(
                        "allocate web/init-1",
                        "start web/init-1:init",
                        "free web/init-1",
                        "allocate web/init-2",
                        "start web/init-2:init",
                        "free web/init-2",
                        "allocate web/nginx",
                        "start web/nginx:nginx");
        assertThat(node.run("run", "-d", "--name", "db", "--init", "busybox exit 3", "nginx"))
                .isEqualTo(new Outcome(
                        ExitCode.NOT_STARTED,
                        "",
                        "aurae run: init 'busybox' ended with exit code '3' (expected: 0): exit 3\n"));
        assertThat(node.pods.pods).containsOnlyKeys("web");
    }

    @Test
    void addsToAPodThatRuns() {
        node.run("run", "-d", "--name", "web", "nginx");
        Outcome outcome = node.run("run", "-d", "--pod", "web", "--name", "look", "nginx");

        assertThat(outcome.out()).isEqualTo("web/look\n");
        assertThat(node.cells.cells).containsOnlyKeys("web/nginx", "web/look");
        assertThat(node.run("run", "--pod", "web", "--hostname", "x", "nginx").err())
                .contains("--pod goes with nothing that a new pod is asked to be");
    }

    @Test
    void passesNamespacesAndNamesOn() {
        node.run(
                "run",
                "-d",
                "--name",
                "web",
                "--pid",
                "host",
                "--ipc",
                "host",
                "--domainname",
                "example.org",
                "--add-host",
                "db:10.0.0.7",
                "--add-host",
                "six:[fd00::7]",
                "--dns",
                "10.0.0.1",
                "--dns-search",
                "a.b",
                "--dns-option",
                "ndots:2",
                "--sysctl",
                "net.ipv4.ip_forward=1",
                "nginx");

        assertThat(node.pods.pods.get("web").getPod().toBuilder()
                        .clearAnnotations()
                        .build())
                .isEqualTo(Pod.newBuilder()
                        .setName("web")
                        .setHostProcesses(true)
                        .setHostIpc(true)
                        .setDomainName("example.org")
                        .addHosts(HostEntry.newBuilder().setIp("10.0.0.7").addNames("db"))
                        .addHosts(HostEntry.newBuilder().setIp("fd00::7").addNames("six"))
                        .setDns(Dns.newBuilder()
                                .addServers("10.0.0.1")
                                .addSearches("a.b")
                                .addOptions("ndots:2"))
                        .putSysctls("net.ipv4.ip_forward", "1")
                        .build());
        assertThat(node.cells.cells.get("web/nginx").getSecurity().getShareProcessNamespace())
                .isTrue();
        assertThat(node.run("run", "--network", "bridge", "nginx").err()).contains("'bridge'");
        assertThat(node.run("run", "--add-host", "db", "nginx").err()).contains("host 'db' is not readable");
        node.run("run", "-d", "--name", "other", "--network", "host", "nginx");
        assertThat(node.pods.pods.get("other").getPod().getHostNetwork()).isTrue();
    }

    @Test
    void passesRightsOn() throws IOException {
        Path profile = Files.writeString(directory.resolve("p.json"), "{}");
        node.run(
                "run",
                "-d",
                "--name",
                "web",
                "--device",
                "/dev/fuse:rw",
                "--device",
                "/dev/null:/dev/x",
                "--privileged",
                "--cap-add",
                "SYS_TIME",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "seccomp=" + profile,
                "--security-opt",
                "no-new-privileges",
                "nginx");

        Cell cell = node.cells.cells.get("web/nginx");
        assertThat(cell.getDevicesList())
                .containsExactly(
                        Device.newBuilder()
                                .setSource("/dev/fuse")
                                .setAccess("rw")
                                .build(),
                        Device.newBuilder()
                                .setSource("/dev/null")
                                .setTarget("/dev/x")
                                .build());
        assertThat(cell.getSecurity())
                .isEqualTo(Security.newBuilder()
                        .setPrivileged(true)
                        .addAddCapabilities("SYS_TIME")
                        .addDropCapabilities("ALL")
                        .setSeccompProfile("{}")
                        .setNoNewPrivileges(true)
                        .build());
        assertThat(node.run("run", "--security-opt", "seccomp=/absent", "nginx").err())
                .contains("seccomp profile '/absent' (expected: a file that can be read)");
        assertThat(node.run("run", "--device", "fuse", "nginx").err()).contains("device 'fuse' (expected: /path");
    }

    @Test
    void passesEveryOptionOn() {
        node.run(
                "run",
                "-d",
                "--name",
                "web",
                "-p",
                "127.0.0.1:8080:80",
                "-p",
                "[::1]:53:53/udp",
                "-e",
                "A=b=c",
                "-v",
                "/srv:/www:ro",
                "--memory",
                "64m",
                "--cpus",
                "0.5",
                "-u",
                "www",
                "-w",
                "/tmp",
                "--read-only",
                "--hostname",
                "h",
                "nginx");

        Cell cell = node.cells.cells.get("web/nginx");
        assertThat(cell.getMemory().getMax()).isEqualTo(64L << 20);
        assertThat(cell.getCpu().getMax()).isEqualTo(50_000);
        assertThat(cell.getRoot().getReadOnly()).isTrue();
        assertThat(cell.getMain().getEnvList()).containsExactly("A=b=c");
        assertThat(cell.getMain().getUser().getName()).isEqualTo("www");
        assertThat(cell.getMain().getWorkingDirectory()).isEqualTo("/tmp");
        assertThat(cell.getMounts(0).getTarget()).isEqualTo("/www");
        assertThat(cell.getMounts(0).getReadOnly()).isTrue();
        assertThat(node.pods.pods.get("web").getPod().getHostname()).isEqualTo("h");
        assertThat(node.run("ps").out()).contains("127.0.0.1:8080->80/tcp, [::1]:53->53/udp");
    }

    @Test
    void endsAsTheProcessEndsAndStopsThePod() {
        Outcome outcome = node.run("run", "--name", "job", "busybox", "--", "hello", "exit", "9");

        assertThat(outcome.out()).isEqualTo("/entry hello exit 9\n");
        assertThat(outcome.code()).isEqualTo(9);
        assertThat(node.pods.pods.get("job").getState()).isEqualTo(PodState.POD_STATE_STOPPED);
    }

    @Test
    void removesThePodWhenAskedTo() {
        Outcome outcome = node.run("run", "--rm", "busybox", "--", "hello");

        assertThat(outcome.code()).isZero();
        assertThat(node.pods.pods).isEmpty();
        assertThat(node.cells.cells).isEmpty();
    }

    @Test
    void passesInputOnAndLosesNoOutput() {
        Outcome outcome = node.runWithInput("one\ntwo\n", "run", "--rm", "-i", "busybox", "--", "cat");

        assertThat(outcome.out()).isEqualTo("/entry cat\none\ntwo\n");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void undoesEverythingWhenTheProgramIsNotThere() {
        Outcome outcome = node.run("run", "busybox", "--", "/bin/nope");

        assertThat(outcome.code()).isEqualTo(127);
        assertThat(outcome.err()).contains("aurae run: program '/bin/nope' (expected: one that is there)");
        assertThat(node.pods.pods).isEmpty();
        assertThat(node.cells.cells).isEmpty();
    }

    @Test
    void tellsAProgramThatIsNotThereFromAnythingElse() {
        Outcome outcome = node.run("run", "-v", "/nope:/x", "busybox");

        assertThat(outcome.code()).isEqualTo(125);
        assertThat(outcome.err()).contains("mount source '/nope'");
        assertThat(node.pods.pods).isEmpty();
    }

    @Test
    void leavesAPodAloneThatHasTheNameAlready() {
        node.run("run", "-d", "--name", "web", "nginx");

        Outcome outcome = node.run("run", "-d", "--name", "web", "nginx");

        assertThat(outcome.code()).isEqualTo(125);
        assertThat(outcome.err()).contains("pod 'web' exists and differs");
        assertThat(node.pods.pods.get("web").getState()).isEqualTo(PodState.POD_STATE_RUNNING);
    }

    @Test
    void saysThatAnImageIsNowhere() {
        Outcome outcome = node.run("run", "missing/image");

        assertThat(outcome.code()).isEqualTo(125);
        assertThat(outcome.err()).contains("no image 'missing/image' in the registry");
        assertThat(node.pods.pods).isEmpty();
    }

    @Test
    void asksNoRegistryWhenToldNotTo() {
        Outcome outcome = node.run("run", "--pull", "never", "nginx");

        assertThat(outcome.code()).isEqualTo(125);
        assertThat(outcome.err()).contains("no image 'nginx'");
    }

    @Test
    void runsOnThisHostByNameAndRefusesOthers() {
        assertThat(node.run("run", "-d", "nginx@alice").code()).isZero();
        assertThat(node.run("run", "-d", "nginx@alice@nivenly.com").code()).isZero();
        assertThat(node.run("run", "-d", "nginx@" + FakeImages.DIGEST + "@alice")
                        .code())
                .isZero();

        Outcome other = node.run("run", "-d", "nginx@emily");
        assertThat(other.code()).isEqualTo(125);
        assertThat(other.err()).contains("host 'emily' is not this one").contains("remote hosts come with the mesh");
        assertThat(node.run("run", "-d", "nginx@alice@example.com").code()).isEqualTo(125);
    }

    @Test
    void refusesOptionsThatDoNotGoTogether() {
        assertThat(node.run("run", "-d", "--rm", "nginx").code()).isEqualTo(2);
        assertThat(node.run("run", "-t", "nginx").code()).isEqualTo(2);
        Outcome noTerminal = node.run("run", "-it", "nginx");
        assertThat(noTerminal.code()).isEqualTo(2);
        assertThat(noTerminal.err()).contains("--tty needs a terminal");
    }
}
