// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.Bytes;
import io.aurae.linux.Errno;
import io.aurae.linux.LinuxException;
import io.aurae.testing.FakeCgroupTree;
import io.aurae.testing.FakeLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On fakes of the three kinds of machines. */
class CgroupsTest {
    private static final CgroupPath WEB = new CgroupPath("/aurae/web");
    private static final CgroupLimits ALL = new CgroupLimits(
            new CgroupLimits.Cpu(OptionalLong.of(200), OptionalLong.of(50_000), OptionalLong.empty()),
            new CgroupLimits.Cpuset(Optional.of("1-2"), Optional.of("0")),
            new CgroupLimits.Memory(bytes(1), bytes(2), bytes(3), bytes(4)));

    @TempDir
    Path root;

    private static Optional<Bytes> bytes(long count) {
        return Optional.of(new Bytes(count));
    }

    private static Cgroups on(FakeCgroupTree tree) {
        return Cgroups.at(tree.mountinfo(), tree);
    }

    private String content(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    abstract class OnFake extends CgroupContract {
        private FakeCgroupTree tree;

        abstract FakeCgroupTree tree(Path root);

        final FakeCgroupTree tree() {
            if (tree == null) {
                tree = tree(root);
            }
            return tree;
        }

        @Override
        Cgroups cgroups() {
            return on(tree());
        }

        @Override
        CgroupPath base() {
            return new CgroupPath("/aurae");
        }

        @Override
        void enter(CgroupPath path, long pid) {
            tree().add(path.path(), pid);
        }

        /** Fails each step once; after each the trees are as they were before. */
        @Test
        void aCreateThatFailsHalfWayLeavesNothing() throws IOException {
            int step = 1;
            for (boolean failed = true; failed; step++) {
                tree().failChange(step);
                try {
                    cgroups().create(WEB);
                    failed = false;
                } catch (CgroupException e) {
                    assertThat(e).hasMessageContaining("No space left on device");
                    try (Stream<Path> left = Files.walk(root)) {
                        assertThat(left).noneMatch(path -> path.endsWith("aurae"));
                    }
                }
            }
            assertThat(step).isGreaterThan(3);
        }
    }

    @Nested
    class WithVersion1 extends OnFake {
        @Override
        FakeCgroupTree tree(Path root) {
            return FakeCgroupTree.legacy(root);
        }

        @Test
        void everyHierarchyGetsIt() {
            cgroups().create(WEB);
            assertThat(List.of("cpu", "cpuset", "memory", "freezer", "hugetlb", "systemd"))
                    .allSatisfy(name ->
                            assertThat(root.resolve(name + "/aurae/web")).isDirectory());
            assertThat(cgroups().unifiedOnly()).isFalse();
            assertThat(cgroups().missingV1Hierarchies()).isEmpty();
        }

        @Test
        void aNewCpusetHasWhatTheOneAboveItHas() {
            cgroups().create(WEB);
            assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("0-3");
            assertThat(content("cpuset/aurae/cpuset.mems")).isEqualTo("0");
        }

        @Test
        void anUnfinishedCpusetIsCompletedAndAnotherLeftAlone() throws IOException {
            tree().makeDirectory(root.resolve("cpuset/aurae"));
            tree().write(root.resolve("cpuset/aurae/cpuset.cpus"), "2");
            cgroups().create(WEB);
            assertThat(content("cpuset/aurae/cpuset.cpus")).isEqualTo("2");
            assertThat(content("cpuset/aurae/cpuset.mems")).isEqualTo("0");
            assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("2");
        }

        @Test
        void limitsAreTranslatedAndThoseThatCannotBeAreNamed() {
            Cgroup web = cgroups().create(WEB);
            assertThat(web.apply(ALL)).containsExactly("memory.min", "memory.high");
            assertThat(content("cpu/aurae/web/cpu.shares")).isEqualTo("2048");
            assertThat(content("cpu/aurae/web/cpu.cfs_quota_us")).isEqualTo("50000");
            assertThat(content("cpu/aurae/web/cpu.cfs_period_us")).isEqualTo("100000");
            assertThat(content("cpuset/aurae/web/cpuset.cpus")).isEqualTo("1-2");
            assertThat(content("memory/aurae/web/memory.limit_in_bytes")).isEqualTo("4");
            assertThat(content("memory/aurae/web/memory.soft_limit_in_bytes")).isEqualTo("2");
        }

        @Test
        void aHighLimitAloneBecomesTheSoftLimit() {
            CgroupLimits.Memory memory =
                    new CgroupLimits.Memory(Optional.empty(), Optional.empty(), bytes(7), Optional.empty());
            Cgroup web = cgroups().create(WEB);
            assertThat(web.apply(new CgroupLimits(CgroupLimits.Cpu.NONE, CgroupLimits.Cpuset.NONE, memory)))
                    .isEmpty();
            assertThat(content("memory/aurae/web/memory.soft_limit_in_bytes")).isEqualTo("7");
        }

        @Test
        void nothingIsLeftFrozen() throws IOException {
            Cgroup web = cgroups().create(WEB);
            startIn(WEB);
            web.killAll(PATIENCE);
            assertThat(content("freezer/aurae/web/freezer.state")).isEqualTo("THAWED");
        }
    }

    @Nested
    class WithBoth extends OnFake {
        @Override
        FakeCgroupTree tree(Path root) {
            return FakeCgroupTree.hybrid(root);
        }

        @Test
        void bothGetItAndVersion2KeepsItsControllersToItself() {
            cgroups().create(WEB);
            assertThat(root.resolve("unified/aurae/web")).isDirectory();
            assertThat(root.resolve("memory/aurae/web")).isDirectory();
            assertThat(content("unified/cgroup.subtree_control")).isEmpty();
            assertThat(cgroups().unifiedOnly()).isFalse();
        }

        @Test
        void whatVersion2StillHoldsIsMountedBesideTheOthers() {
            FakeLinux linux = new FakeLinux();
            assertThat(cgroups().missingV1Hierarchies()).containsExactly("hugetlb");
            cgroups().mountMissing(linux);
            Path target = root.resolve("hugetlb");
            assertThat(target).isDirectory();
            assertThat(linux.calls())
                    .containsExactly("mount(cgroup, " + target + ", cgroup, [NOSUID, NODEV, NOEXEC], hugetlb)");
        }

        @Test
        void aRefusedMountLeavesNoDirectory() {
            FakeLinux linux = new FakeLinux();
            linux.failCall(1, Errno.EBUSY);
            assertThatThrownBy(() -> cgroups().mountMissing(linux)).isInstanceOf(LinuxException.class);
            assertThat(root.resolve("hugetlb")).doesNotExist();
        }
    }

    @Nested
    class WithVersion2 extends OnFake {
        @Override
        FakeCgroupTree tree(Path root) {
            return FakeCgroupTree.unified(root);
        }

        @Test
        void controllersAreGivenDownToItAndNoFurther() {
            cgroups().create(WEB);
            assertThat(content("unified/aurae/web/cgroup.controllers")).contains("cpu", "cpuset", "memory", "hugetlb");
            assertThat(content("unified/aurae/web/cgroup.subtree_control")).isEmpty();
            assertThat(cgroups().unifiedOnly()).isTrue();
            assertThat(cgroups().missingV1Hierarchies()).isEmpty();
        }

        @Test
        void everyLimitHasItsFile() {
            assertThat(cgroups().create(WEB).apply(ALL)).isEmpty();
            assertThat(content("unified/aurae/web/cpu.weight")).isEqualTo("200");
            assertThat(content("unified/aurae/web/cpu.max")).isEqualTo("50000 100000");
            assertThat(content("unified/aurae/web/cpuset.cpus")).isEqualTo("1-2");
            assertThat(content("unified/aurae/web/memory.min")).isEqualTo("1");
            assertThat(content("unified/aurae/web/memory.low")).isEqualTo("2");
            assertThat(content("unified/aurae/web/memory.high")).isEqualTo("3");
            assertThat(content("unified/aurae/web/memory.max")).isEqualTo("4");
        }
    }

    @Test
    void aMachineWithoutControlGroupsIsRefused() throws IOException {
        Path mountinfo = Files.writeString(root.resolve("mountinfo"), "1 1 0:1 / / rw - ext4 /dev/vda rw\n");
        assertThatThrownBy(() -> Cgroups.at(mountinfo, FakeCgroupTree.unified(root)))
                .isInstanceOf(CgroupException.class)
                .hasMessageContaining("'" + mountinfo + "'");
    }

    @Test
    void aLimitWithoutItsControllerIsRefused() throws IOException {
        FakeCgroupTree tree = FakeCgroupTree.legacy(root);
        String mounts = Files.readString(tree.mountinfo()).replaceAll("(?m)^.*/memory .*$\n", "");
        Files.writeString(root.resolve("mountinfo"), mounts);
        Cgroup web = Cgroups.at(root.resolve("mountinfo"), tree).create(WEB);
        assertThatThrownBy(() -> web.apply(ALL)).hasMessageContaining("'memory'");
    }
}
