// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The C library behind the interface. */
final class NativeLinux implements Linux {
    @Override
    public void mount(String source, Path target, String type, Set<MountFlag> flags, String data) {
        int result = LibC.functions().mount(source, target.toString(), type, MountFlag.bits(flags), data);
        check(result, "mount", source, target, type, flags, data);
    }

    @Override
    public void unmount(Path target, Set<UnmountFlag> flags) {
        check(LibC.functions().umount2(target.toString(), UnmountFlag.bits(flags)), "umount2", target, flags);
    }

    @Override
    public List<MountPoint> mounts() {
        return MountPoint.all();
    }

    @Override
    public void makeNetworkNamespace(Path file) {
        NewNetworkNamespace.on(file);
    }

    @Override
    public void mknod(Path path, int mode, long device) {
        int result = LibC.functions().mknod(path.toString(), mode, device);
        check(result, "mknod", path, "0" + Integer.toOctalString(mode), device);
    }

    @Override
    public void lchown(Path path, long uid, long gid) {
        check(LibC.functions().lchown(path.toString(), (int) uid, (int) gid), "lchown", path, uid, gid);
    }

    @Override
    public void lsetxattr(Path path, String name, byte[] value) {
        int result = LibC.functions().lsetxattr(path.toString(), name, value, value.length, 0);
        check(result, "lsetxattr", path, name, value.length);
    }

    @Override
    public void setTimesNoFollow(Path path, long seconds, long nanos) {
        long[] accessAndModification = {seconds, nanos, seconds, nanos};
        int result = LibC.functions()
                .utimensat(LibC.AT_FDCWD, path.toString(), accessAndModification, LibC.AT_SYMLINK_NOFOLLOW);
        check(result, "utimensat", path, seconds, nanos);
    }

    @Override
    public void syncFileSystem(Path directory) {
        OnPlatformThread.run("syncfs", () -> syncHere(directory));
    }

    private static void syncHere(Path directory) {
        int fd = check(LibC.functions().open(directory.toString(), LibC.O_CLOEXEC), "open", directory);
        try {
            check(LibC.functions().syncfs(fd), "syncfs", directory);
        } finally {
            LibC.functions().close(fd);
        }
    }

    @Override
    public FileUse use(Path path) {
        ByteBuffer file = LibC.structure(LibC.STATX_BYTES);
        int result = LibC.functions()
                .statx(LibC.AT_FDCWD, path.toString(), LibC.AT_SYMLINK_NOFOLLOW, LibC.STATX_BASIC_STATS, file);
        check(result, "statx", path);
        long device = (long) file.getInt(136) << 32 | file.getInt(140);
        return new FileUse(file.getLong(48) * LibC.STATX_BLOCK_BYTES, file.getLong(32), device, file.getInt(16));
    }

    @Override
    public boolean killProcess(ProcessId process, Signal signal) {
        int pid = Math.toIntExact(process.pid());
        int fd = (int) LibC.functions().syscall(LibC.SYS_PIDFD_OPEN, pid, 0, 0, 0);
        if (fd == -1) {
            return absent("pidfd_open", process, signal);
        }
        try {
            // The descriptor holds whoever has the number now, so that the look at its start cannot be overtaken.
            if (!process.isAlive()) {
                return false;
            }
            long result = LibC.functions().syscall(LibC.SYS_PIDFD_SEND_SIGNAL, fd, signal.number(), 0, 0);
            return result == 0 || absent("pidfd_send_signal", process, signal);
        } finally {
            LibC.functions().close(fd);
        }
    }

    private static boolean absent(String call, ProcessId process, Signal signal) {
        Errno errno = LibC.errno();
        if (errno.equals(Errno.ESRCH)) {
            return false;
        }
        throw new LinuxException(call, errno, process.pid(), signal);
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        return LibC.isLoaded() && SpawnedProcess.canStart(builder) ? SpawnedProcess.start(builder) : builder.start();
    }

    @Override
    public SeqPacketSocket connectSeqPacket(Path socket) {
        return SeqPacketSocket.connect(socket);
    }

    @Override
    public ConsoleSocket listenConsole(Path socket) {
        return ConsoleSocket.listen(socket);
    }
}
