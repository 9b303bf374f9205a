// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.MountFlag;
import io.aurae.linux.MountPoint;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What both kernels, the fake and the real one, do alike. */
abstract class LinuxContract {
    private static final int FIFO = 0010000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final Linux linux;
    private Path target;

    LinuxContract(Linux linux) {
        this.linux = linux;
    }

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(leaks.directory().resolve("target"));
    }

    private List<MountPoint> mounted() {
        return linux.mounts().stream()
                .filter(mount -> mount.target().equals(target))
                .toList();
    }

    private void mountMemory() {
        linux.mount("tmpfs", target, "tmpfs", Set.of(MountFlag.NOSUID), "size=1m");
        leaks.atEnd("unmount " + target, () -> {
            while (!mounted().isEmpty()) {
                linux.unmount(target, Set.of());
            }
        });
    }

    private static void assertRefused(ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void aMountIsListedUntilItIsUnmounted() {
        mountMemory();
        assertThat(mounted()).singleElement().matches(mount -> mount.type().equals("tmpfs"));
        linux.unmount(target, Set.of());
        assertThat(mounted()).isEmpty();
        assertRefused(() -> linux.unmount(target, Set.of()), Errno.EINVAL);
    }

    @Test
    void mountsAtOnePlaceLieAboveEachOther() {
        mountMemory();
        mountMemory();
        linux.unmount(target, Set.of());
        assertThat(mounted()).hasSize(1);
    }

    @Test
    void aMountCanBePrivateAndShared() {
        mountMemory();
        linux.mount("", target, "", Set.of(MountFlag.PRIVATE), "");
        assertThat(mounted()).singleElement().matches(mount -> !mount.isShared());
        linux.mount("", target, "", Set.of(MountFlag.SHARED, MountFlag.REC), "");
        assertThat(mounted()).singleElement().matches(MountPoint::isShared);
    }

    @Test
    void onlyAMountCanBeShared() {
        assertRefused(() -> linux.mount("", target, "", Set.of(MountFlag.SHARED), ""), Errno.EINVAL);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        Path absent = target.resolve("absent");
        assertRefused(() -> linux.mount("tmpfs", absent, "tmpfs", Set.of(), ""), Errno.ENOENT);
        assertRefused(() -> linux.unmount(absent, Set.of()), Errno.ENOENT);
        assertRefused(() -> linux.mknod(absent.resolve("x"), FIFO | 0600, 0), Errno.ENOENT);
        assertRefused(() -> linux.lchown(absent, 0, 0), Errno.ENOENT);
        assertRefused(() -> linux.lsetxattr(absent, "user.a", new byte[] {1}), Errno.ENOENT);
        assertRefused(() -> linux.setTimesNoFollow(absent, 0, 0), Errno.ENOENT);
        assertRefused(() -> linux.syncFileSystem(absent), Errno.ENOENT);
        assertRefused(() -> linux.connectSeqPacket(absent), Errno.ENOENT);
        assertThatThrownBy(() -> linux.lchown(absent, 1, 2))
                .hasMessage("lchown('" + absent + "', 1, 2): ENOENT")
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.NOT_FOUND));
    }

    @Test
    void aNodeIsMadeOnce() {
        linux.mknod(target.resolve("pipe"), FIFO | 0600, 0);
        assertThat(target.resolve("pipe")).exists();
        assertRefused(() -> linux.mknod(target.resolve("pipe"), FIFO | 0600, 0), Errno.EEXIST);
    }

    @Test
    void aProcessThatEndedCannotBeSignalled() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessId id = ProcessId.of(process.pid()).orElseThrow();
        assertThat(linux.killProcess(id, Signal.CONT)).isTrue();
        process.destroyForcibly().waitFor();
        assertThat(linux.killProcess(id, Signal.TERM)).isFalse();
    }
}
