// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NestedLogsTest {
    private static final int LIMIT = 1000;

    @TempDir
    Path directory;

    private final List<String> woken = new ArrayList<>();
    private NestedLogs logs;

    @BeforeEach
    void open() {
        List<InstancePlan> plans = List.of(plan("a"), plan("b"));
        logs = new NestedLogs(() -> plans, plan -> woken.add(plan.name()), LIMIT);
    }

    private InstancePlan plan(String name) {
        return new InstancePlan(
                name,
                name,
                directory.resolve(name),
                directory.resolve("lib"),
                new CgroupPath("/none"),
                new Network.Own(),
                Kernel.OWN,
                InstancePlan.Mounts.HOST);
    }

    private void write(String log, int bytes) throws IOException {
        Path file = directory.resolve(log);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    @Test
    void onlyADaemonWithALogThatIsTooLongIsWoken() throws IOException {
        logs.look();
        write("a/run/cells/jobs/executables/main/log", LIMIT);
        write("b/run/cells/jobs/root/executables/main/log", 2 * LIMIT);
        write("b/run/cells/jobs/executables/main/log.1", 2 * LIMIT);
        logs.look();
        assertThat(woken).isEmpty();

        write("b/run/root-cell/main/log", LIMIT + 1);
        logs.look();
        assertThat(woken).containsExactly("b");
    }

    @Test
    void theOutermostIsWokenForALogFarBelow() throws IOException {
        write("a/run/instances/x/run/pods/y/run/cells/jobs/executables/main/log", 2 * LIMIT);
        logs.look();
        assertThat(woken).containsExactly("a");
    }

    @Test
    void whoDidNotHelpIsWokenAgainOnlyWhenTheLogHasGrown() throws IOException {
        String log = "a/run/cells/jobs/executables/main/log";
        write(log, 2 * LIMIT);
        logs.look();
        logs.look();
        assertThat(woken).containsExactly("a");

        write(log, 2 * LIMIT + 1);
        logs.look();
        assertThat(woken).containsExactly("a", "a");

        write(log, 10); // moved away, and begun anew
        logs.look();
        write(log, LIMIT + 1);
        logs.look();
        assertThat(woken).containsExactly("a", "a", "a");
    }
}
