// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The calls of the kernel that Java does not offer, one method each. A refused call is a {@link LinuxException} that names the call, its
 * arguments and the error; nothing is left behind by it. No call does more than its man page says, so what repeating does is there too.
 *
 * <p>The native library is loaded by the first call that needs it (0.15 s), not by {@link #load()}. Calls may come from any thread; those
 * that wait say so, and want a platform thread, because a virtual one would hold its carrier meanwhile.
 */
public interface Linux {
    /** The kernel of this machine. */
    static Linux load() {
        return new NativeLinux();
    }

    /**
     * <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>. What a kind of mount has no use for is empty: a bind mount
     * has no type and data, a change of propagation no source either. {@code data} holds at most 4095 bytes.
     */
    void mount(String source, Path target, String type, Set<MountFlag> flags, String data);

    /** <a href="https://man7.org/linux/man-pages/man2/umount.2.html">umount2(2)</a>; EINVAL when nothing is mounted there. */
    void unmount(Path target, Set<UnmountFlag> flags);

    /**
     * Takes every mount at and below a directory out of sight, those on top first; they are gone with their last users. Repeating, or
     * without any: does nothing.
     */
    default void unmountWithin(Path directory) {
        mounts().reversed().stream()
                .map(MountPoint::target)
                .filter(target -> target.startsWith(directory))
                .forEach(target -> unmount(target, Set.of(UnmountFlag.DETACH, UnmountFlag.NOFOLLOW)));
    }

    /** The mounts this process sees, as {@link MountPoint#all()}. */
    List<MountPoint> mounts();

    /**
     * Makes a network namespace with its loopback link up and mounts it on {@code file}, an existing file, which keeps it when this returns;
     * by <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a> on a thread made for it alone. Repeating: mounts another
     * one above the first.
     */
    void makeNetworkNamespace(Path file);

    /**
     * <a href="https://man7.org/linux/man-pages/man2/mknod.2.html">mknod(2)</a>: {@code mode} holds the type of <a
     * href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a> and the permissions, of which the umask is taken away;
     * {@code device} is that of {@link #device}, 0 for a FIFO.
     */
    void mknod(Path path, int mode, long device);

    /** The number of a device, as <a href="https://man7.org/linux/man-pages/man3/makedev.3.html">makedev(3)</a> makes it. */
    static long device(long major, long minor) {
        return ((major & 0xfff) << 8) | ((major & ~0xfffL) << 32) | (minor & 0xff) | ((minor & ~0xffL) << 12);
    }

    /** <a href="https://man7.org/linux/man-pages/man2/chown.2.html">lchown(2)</a>; ids up to 2^32-2, -1 leaves one as it is. */
    void lchown(Path path, long uid, long gid);

    /** <a href="https://man7.org/linux/man-pages/man2/setxattr.2.html">lsetxattr(2)</a>, replacing a value that is there. */
    void lsetxattr(Path path, String name, byte[] value);

    /**
     * <a href="https://man7.org/linux/man-pages/man2/utimensat.2.html">utimensat(2)</a> without following a link: access and modification
     * time, in seconds since the epoch and 0 to 999,999,999 nanoseconds.
     */
    void setTimesNoFollow(Path path, long seconds, long nanos);

    /**
     * <a href="https://man7.org/linux/man-pages/man2/syncfs.2.html">syncfs(2)</a>: waits until all that was written to the file system of this
     * directory is on its disk. A virtual thread may call this: the kernel is waited for on another one.
     */
    void syncFileSystem(Path directory);

    /**
     * What a file takes of its disk, by <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>; of a symbolic link
     * itself. ENOENT when it is not there.
     */
    FileUse use(Path path);

    /**
     * Signals this very process, never a later one with its number (<a
     * href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>). Answers whether it was still there.
     */
    boolean killProcess(ProcessId process, Signal signal);

    /**
     * Starts a program as {@link ProcessBuilder#start} does, by <a
     * href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>: without the JDK's helper program in between, which
     * costs a millisecond. Until the native library is loaded, and for what it does not do, it is {@link ProcessBuilder#start}. Using its
     * streams wants a platform thread; each that is a pipe is to be closed.
     */
    Process start(ProcessBuilder builder) throws IOException;

    /**
     * Connects to a socket of packets; a path of any length. ENOENT and ECONNREFUSED when nobody listens, ETIMEDOUT when whoever listens takes
     * no caller for five seconds.
     */
    SeqPacketSocket connectSeqPacket(Path socket);

    /**
     * Listens on a new stream socket, mode 0600, where an OCI runtime hands over one terminal; a path of any length. EADDRINUSE when the path
     * is taken.
     */
    ConsoleSocket listenConsole(Path socket);
}
