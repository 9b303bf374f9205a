// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnNode
class MountsIT {
    private final Node node;
    private final LeakCheck leaks;

    MountsIT(Node node, LeakCheck leaks) {
        this.node = node;
        this.leaks = leaks;
    }

    /** What a shell in the instance's cell says; builtins only, because a minimal root has no other programs. */
    private String inside(String instance, String name, String script) {
        node.library().startShell(instance + "/jobs", name, script);
        assertThat(node.library().await(instance + "/jobs", name).getExitCode())
                .as(script)
                .isZero();
        return node.library().log(instance + "/jobs", name);
    }

    private static String exists(Path path) {
        return "if [ -e " + path + " ]; then echo 'sees " + path + "'; fi; ";
    }

    @Test
    void aTenantWithAMinimalRootSeesNothingOfTheNodeAndWorks() {
        node.aurae("instance", "spawn", "other").orFail();
        node.aurae("instance", "spawn", "--mounts", "minimal", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        Path own = node.directory().resolve("run/instances/tenant");

        String seen = inside(
                "tenant",
                "look",
                exists(node.directory().resolve("etc/pki"))
                        + exists(node.directory().resolve("etc/pki/ca.key"))
                        + exists(node.directory().resolve("lib/images"))
                        + exists(node.directory().resolve("run/aurae.sock"))
                        + exists(node.directory().resolve("run/instances/other"))
                        + exists(own.resolve("instance.json"))
                        + exists(Path.of("/etc/shadow"))
                        + exists(Path.of("/root/.bashrc"))
                        + exists(Path.of("/usr/bin/passwd"))
                        + "echo /home/* /var/lib/*; read name < /proc/1/comm; echo $name");
        assertThat(seen).doesNotContain("sees ").contains("auraed");
        assertThat(inside(
                        "tenant",
                        "write",
                        "if (: > /etc/mine) 2>/dev/null; then echo written; fi; "
                                + "if (: > " + own.resolve("pki/node.crt") + ") 2>/dev/null; then echo written; fi; "
                                + ": > /tmp/mine && echo own"))
                .isEqualTo("own\n");
        assertThat(Files.exists(Path.of("/tmp/mine"))).isFalse();
        assertThat(node.aurae("exec", "tenant/jobs", "--", "sh", "-c", "exit 4")
                        .run()
                        .exitCode())
                .as("the executable has ended")
                .isNotZero();
        node.aurae("instance", "free", "tenant").orFail();
        assertThat(own).doesNotExist();
        assertThat(node.directory().resolve("lib/instances/tenant.root")).doesNotExist();
    }

    @Test
    void aMinimalInstanceSpawnsInstancesItself() {
        node.aurae("instance", "spawn", "--mounts", "minimal", "tenant").orFail();
        String socket = node.aurae("instance", "spawn", "--mounts", "minimal", "tenant/inner")
                .orFail();
        node.library().allocate("tenant/inner/jobs");

        assertThat(inside("tenant/inner", "look", "read name < /proc/sys/kernel/hostname; echo $name"))
                .isEqualTo("inner\n");
        assertThat(socket).contains("/instances/inner/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slave", "minimal"})
    void threeDeepTheDaemonInTheMiddleMayDie(String mounts) {
        for (String name : List.of("a", "a/b", "a/b/c")) {
            node.aurae("instance", "spawn", "--mounts", mounts, name).orFail();
        }
        node.library().allocate("a/b/c/jobs");
        node.library().startShell("a/b/c/jobs", "main", "echo " + mounts + "; kill -STOP $$");
        KernelProcess stopped = await().until(() -> find("echo " + mounts + "; kill -STOP"), Optional::isPresent)
                .orElseThrow();
        String middle = "--runtime-dir " + node.directory().resolve("run/instances/a/run/instances/b/run") + " ";

        KernelProcess daemon =
                await().until(() -> find(middle), Optional::isPresent).orElseThrow();
        daemon.kill();
        await().until(() -> !daemon.isAlive());

        assertThat(node.library().log("a/b/c/jobs", "main")).isEqualTo(mounts + "\n");
        assertThat(stopped.isAlive()).isTrue();
        assertThat(inside("a/b/c", "after", "echo served")).isEqualTo("served\n");
        node.aurae("instance", "free", "a/b").orFail();
        assertThat(stopped.isAlive()).isFalse();
        assertThat(node.aurae("instance", "list", "a").orFail()).doesNotContain("a/b");
    }

    private static Optional<KernelProcess> find(String part) {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().contains(part)
                        && (process.commandLine().contains("/runtime/bin/java")
                                || process.commandLine().startsWith("/bin/sh ")))
                .findFirst();
    }

    @Test
    void mountsOfTheNodeAppearInASlaveAndNotTheOtherWay() throws Exception {
        Path shared = Files.createDirectories(leaks.directory().resolve("mounts"));
        node.aurae("instance", "spawn", "--mounts", "slave", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        inside("tenant", "before", "mount -t tmpfs inner " + Files.createDirectories(shared.resolve("inner")));
        Command.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "outer",
                        Files.createDirectories(shared.resolve("outer")).toString())
                .orFail();
        try {
            await().untilAsserted(() -> assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .contains(shared.resolve("outer").toString())
                    .doesNotContain(shared.resolve("inner").toString()));
            assertThat(inside("tenant", "look", "cat /proc/self/mountinfo"))
                    .contains(
                            shared.resolve("outer").toString(),
                            shared.resolve("inner").toString());
        } finally {
            Command.of("umount", shared.resolve("outer").toString()).orFail();
        }
    }
}
