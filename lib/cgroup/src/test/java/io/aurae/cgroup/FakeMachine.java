// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static io.aurae.cgroup.CgroupLimits.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.testing.FakeCgroupTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on the fake of every kind of machine. */
abstract class FakeMachine extends CgroupContract {
    static final CgroupPath WEB = new CgroupPath("/aurae/web");
    static final CgroupLimits ALL = CgroupContract.limits(
            new CgroupLimits.Cpu(200L, 50_000L, null),
            new CgroupLimits.Cpuset("1-2", "0"),
            new CgroupLimits.Memory(1L, 2L, 3L, 1L << 20, 5L));

    /** Without what version 1 cannot express. */
    static final CgroupLimits ON_BOTH = new CgroupLimits(
            ALL.cpu(),
            ALL.cpuset(),
            new CgroupLimits.Memory(null, 2L, null, 1L << 20, 5L),
            77L,
            new CgroupLimits.Io(550L, List.of(new CgroupLimits.Device(8, 0, 1024L, null, NO_LIMIT, 9L))),
            Map.of("2MB", 4096L),
            Map.of());

    @TempDir
    Path root;

    static Cgroups on(FakeCgroupTree tree) {
        return Cgroups.at(tree.mountinfo(), tree);
    }

    void put(String file, String content) throws IOException {
        Files.writeString(root.resolve(file), content);
    }

    String content(String file) {
        try {
            return Files.readString(root.resolve(file)).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

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
