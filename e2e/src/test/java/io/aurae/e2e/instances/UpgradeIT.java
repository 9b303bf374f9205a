// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Project;
import io.aurae.e2e.Registry;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Daemons and launchers of different releases: see docs/decisions/0047. */
@OnNode
class UpgradeIT {
    private static final int EXIT_CONFIG = 78;

    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private final Registry registry;
    private Node node;

    UpgradeIT(Registry registry) {
        this.registry = registry;
    }

    @BeforeEach
    void bringUpAnOlderRelease() throws IOException {
        node = Node.upFrom(distribution(1), LEAKS, registry);
        LEAKS.atEnd("close the client", node::close);
    }

    /** A distribution that differs from the one under test in its launcher. */
    private static Path distribution(int convention) throws IOException {
        Path home = Files.createDirectories(LEAKS.directory().resolve("release-" + convention));
        for (String own : List.of("bin", "lib", "runtime")) { // programs find each other beside themselves
            Command.of("cp", "-a", Project.home().resolve(own).toString(), home.toString())
                    .orFail();
        }
        Files.createSymbolicLink(home.resolve("aot"), Project.home().resolve("aot"));
        Files.delete(home.resolve("bin/auraed"));
        Command.of("make", "-s", "-C", Project.file("auraed/src/main/c").toString())
                .with("CONVENTION=" + convention, "OUT=" + home.resolve("bin"))
                .orFail();
        return home;
    }

    /** What the launcher of an instance or pod said when it was started. */
    private Path said(String directory) {
        return node.directory().resolve("run").resolve(directory).resolve("convention");
    }

    private void say(String convention) throws IOException {
        Files.writeString(said("instances/tenant"), convention);
        Files.writeString(said("pods/web"), convention);
        node.killDaemon();
    }

    /** What runs, by its command line: pid and start. */
    private Map<String, String> sleepers() {
        Map<String, String> found = new TreeMap<>();
        KernelProcess.all().stream()
                .filter(process -> process.commandLine().matches("sleep 6003[0-9]")
                        && process.cgroups().contains("/" + node.name() + "/"))
                .forEach(process -> found.put(process.commandLine(), process.pid() + " " + process.startTicks()));
        return found;
    }

    private void populate() {
        node.aurae("instance", "spawn", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        node.library().startShell("tenant/jobs", "talk", "echo one; exec sleep 60030");
        node.library().allocate("host");
        node.library().startShell("host", "main", "exec sleep 60031");
        node.aurae("run", "--detach", "--name", "web", "busybox", "--", "sh", "-c", "echo two; exec sleep 60032")
                .orFail();
        Awaitility.await().until(() -> sleepers().size() == 3);
    }

    private void assertDriven() {
        assertThat(node.aurae("exec", "tenant/jobs", "--", "echo", "in").orFail())
                .isEqualTo("in");
        assertThat(node.aurae("logs", "tenant/jobs").orFail()).contains("one");
        assertThat(node.aurae("exec", "web", "--", "echo", "in").orFail()).isEqualTo("in");
        assertThat(node.aurae("logs", "web").orFail()).contains("two");
    }

    @Test
    void aNewerDaemonDrivesWhatOlderLaunchersRunAndLeavesAloneWhatItDoesNotKnow() throws IOException {
        populate();
        Map<String, String> before = sleepers();

        node.down();
        node.from(Project.home());
        node.up();

        assertThat(sleepers()).isEqualTo(before);
        assertDriven();
        node.library().allocate("tenant/new");
        node.library().startShell("tenant/new", "main", "exec sleep 60033");
        Awaitility.await().until(() -> sleepers().containsKey("sleep 60033"));
        node.library().stop("tenant/new", "main", 1);
        node.aurae("instance", "spawn", "fresh").orFail();
        assertThat(said("instances/tenant")).hasContent("1");
        assertThat(said("instances/fresh")).hasContent("2");

        say("");
        assertThat(sleepers()).isEqualTo(before);
        assertDriven();

        try {
            say("3\n");
            assertLeftAlone();
            assertThat(sleepers()).isEqualTo(before);
        } finally {
            Files.writeString(said("instances/tenant"), "1\n");
            Files.writeString(said("pods/web"), "1\n");
            node.aurae("system", "check", "--repair").run();
        }
        assertDriven();
        node.aurae("rm", "--force", "web").orFail();
        node.aurae("instance", "free", "tenant").orFail();
        assertThat(sleepers()).containsOnlyKeys("sleep 60031");
        assertALaunchersDaemonThatDoesNotKnowItSaysSo();
    }

    private void assertLeftAlone() {
        for (List<String> call : List.of(
                List.of("exec", "tenant/jobs", "--", "true"),
                List.of("instance", "update", "--memory", "1g", "tenant"),
                List.of("instance", "spawn", "tenant"),
                List.of("run", "--detach", "--name", "web", "busybox"))) {
            Command.Result result = node.aurae(call.toArray(String[]::new)).run();
            assertThat(result.exitCode()).as(call.toString()).isNotZero();
            assertThat(result.stderr()).as(call.toString()).contains("keeps to convention '3'");
        }
        assertThat(node.aurae("system", "check").run().stdout())
                .contains("instance 'tenant' keeps to convention '3'", "instance 'web' keeps to convention '3'");
        assertThat(node.library().status("host", "main").getPid()).isPositive();
    }

    private static void assertALaunchersDaemonThatDoesNotKnowItSaysSo() throws IOException {
        Command.Result result = Command.of(
                        distribution(3).resolve("bin/auraed").toString(),
                        "--runtime-dir",
                        LEAKS.directory().resolve("later").toString())
                .run();
        assertThat(result.exitCode()).isEqualTo(EXIT_CONFIG);
        assertThat(result.stderr()).contains("the launcher of this daemon keeps to convention '3' (expected: 1 to 2");
    }
}
