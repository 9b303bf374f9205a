// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static java.util.Objects.requireNonNull;
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
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
    void groupsDeeperThanAnyPathAreSeenEmptiedAndRemoved() throws Exception {
        Cgroup web = cgroups().create(base().child("web"));
        MountPoint mount = MountPoint.all().stream()
                .filter(each -> each.type().equals("cgroup2") || each.options().contains("pids"))
                .filter(each -> Files.isDirectory(
                        each.target().resolve(web.path().path().substring(1))))
                .findFirst()
                .orElseThrow();
        Process deep = new ProcessBuilder(
                        "perl",
                        "-e",
                        "chdir shift or die; for (1..30) { mkdir 'n' x 200 or die $!; chdir 'n' x 200 or die $!; }"
                                + " open(my $f, '>', 'cgroup.procs') or die; print $f $$; close $f or die;"
                                + " chdir '/'; $| = 1; print \"in\\n\"; sleep 1000;",
                        mount.target().resolve(web.path().path().substring(1)).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(deep.inputReader().readLine()).isEqualTo("in");
        assertThat(web.pids()).containsExactly(deep.pid());
        assertThat(web.below()).hasSizeBetween(10, 30);
        web.killAll(Duration.ofSeconds(20));
        assertThat(deep.waitFor()).isEqualTo(128 + 9);
        web.delete();
        assertThat(web.exists()).isFalse();
    }

    @Test
    void theKernelsRefusalIsToldInTheWordsOfTheLimit() {
        Cgroup web = cgroups().create(base().child("web"));
        CgroupLimits limits = new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                CgroupLimits.Memory.NONE,
                50L,
                new CgroupLimits.Io(null, List.of(new CgroupLimits.Device(4000, 1, 1000L, null, null, null))),
                Map.of(),
                Map.of());
        assertThatThrownBy(() -> web.apply(limits))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageMatching("limit io.read_bps '4000:1 .*' is refused by the kernel: No such device"
                        + ".* \\(expected: a whole block device of this machine\\)");
        assertThat(requireNonNull(web.stats(EnumSet.of(CgroupStats.Part.PIDS))
                                .orElseThrow()
                                .pids())
                        .limit())
                .as("a limit that was set before the refused one")
                .isNull();
    }

    @Test
    void whatIsUsedIsCounted() throws IOException, InterruptedException {
        CgroupPath path = base().child("busy");
        Cgroup busy = cgroups().create(path);
        Process process = new ProcessBuilder("sh", "-c", "read go; while :; do (:); done").start();
        enter(path, process.pid());
        process.outputWriter().append("go\n").flush();
        await().until(() -> requireNonNull(stats(busy).cpu()).usageNanos() > 5_000_000);
        CgroupStats stats = stats(busy);
        assertThat(requireNonNull(stats.pids()).current()).isPositive();
        CgroupStats.Memory memory = requireNonNull(stats.memory());
        assertThat(memory.usage()).isPositive();
        assertThat(memory.workingSet()).isLessThanOrEqualTo(memory.usage());
        assertThat(memory.pageFaults()).isPositive();
        assertThat(memory.limit()).isNull();
        assertThat(stats.io()).isNotNull();
        busy.killAll(PATIENCE);
        process.waitFor();
    }

    private static CgroupStats stats(Cgroup cgroup) {
        return cgroup.stats(EnumSet.allOf(CgroupStats.Part.class)).orElseThrow();
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
