// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.base.FaultCode;
import io.aurae.linux.MountPoint;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On this machine, whatever kind it is. */
@RequiresRoot
class CgroupsRootTest extends CgroupContract {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @Override
    Cgroups cgroups() {
        return Cgroups.detect();
    }

    @Override
    CgroupPath base() {
        return new CgroupPath("/" + leaks.name());
    }

    @Override
    void enter(CgroupPath path, long pid) throws IOException {
        for (MountPoint mount : MountPoint.all()) {
            if (mount.type().startsWith("cgroup")) {
                Path processes =
                        mount.target().resolve(path.path().substring(1)).resolve("cgroup.procs");
                Files.writeString(processes, Long.toString(pid));
            }
        }
    }

    @Test
    void theKernelsRefusalNamesFileAndValue() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits limits = new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                new CgroupLimits.Cpuset(Optional.of("99999"), Optional.empty()),
                CgroupLimits.Memory.NONE);
        assertThatThrownBy(() -> web.apply(limits))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageMatching("write '99999' to /sys/fs/cgroup/.*/web/cpuset.cpus: .+");
    }

    @Test
    void processesThatMultiplyAreKilledToo() throws IOException {
        CgroupPath path = base().child("bomb");
        Cgroup bomb = cgroups().create(path);
        String entered = "read go; while true; do sleep 60 & sh -c 'sleep 60 & sleep 60 & sleep 60' & sleep 0.01; done";
        Process process = new ProcessBuilder("sh", "-c", entered).start();
        enter(path, process.pid());
        process.outputWriter().append("go\n").flush();
        await().until(() -> bomb.pids().size() > 20);
        bomb.killAll(PATIENCE);
        assertThat(bomb.pids()).isEmpty();
        assertThat(List.of(bomb)).allMatch(Cgroup::exists);
    }
}
