// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import io.aurae.linux.ConsoleSocket;
import io.aurae.linux.Errno;
import io.aurae.linux.FileUse;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.MountFlag;
import io.aurae.linux.MountPoint;
import io.aurae.linux.ProcessId;
import io.aurae.linux.SeqPacketSocket;
import io.aurae.linux.Signal;
import io.aurae.linux.UnmountFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for tests without privileges: it remembers mounts, leaves a plain file for a node, signals nobody, and changes no owner,
 * attribute or time; paths and processes must exist as for the real one. Its sockets are the real ones, which need no privilege.
 */
public final class FakeLinux implements Linux {
    private static final Set<MountFlag> PROPAGATION =
            EnumSet.of(MountFlag.SHARED, MountFlag.SLAVE, MountFlag.PRIVATE, MountFlag.UNBINDABLE);

    private final List<String> calls = new ArrayList<>();
    private final List<MountPoint> mounts = new ArrayList<>();
    private int callsToFailure;
    private Errno failure = Errno.EIO;

    /** What was called so far and not refused, oldest first, such as {@code mount(tmpfs, /x, tmpfs, [NOSUID], size=1m)}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Lets a later call fail, once: 1 is the next. */
    public synchronized void failCall(int nth, Errno errno) {
        callsToFailure = nth;
        failure = errno;
    }

    @Override
    public synchronized void mount(String source, Path target, String type, Set<MountFlag> flags, String data) {
        boolean changes =
                flags.contains(MountFlag.REMOUNT) || PROPAGATION.stream().anyMatch(flags::contains);
        Errno absent = Files.exists(target) ? Errno.EINVAL : Errno.ENOENT;
        boolean possible = Files.exists(target) && (!changes || indexOf(target) >= 0);
        call("mount", possible ? null : absent, source, target, type, flags, data);
        if (!changes) {
            mounts.add(new MountPoint("/", target, type, source, List.of(), List.of(data.split(","))));
        } else if (!flags.contains(MountFlag.REMOUNT)) {
            MountPoint old = mounts.get(indexOf(target));
            List<String> propagation = flags.contains(MountFlag.SHARED) ? List.of("shared:1") : List.of();
            mounts.set(
                    indexOf(target),
                    new MountPoint(old.root(), target, old.type(), old.source(), propagation, old.options()));
        }
    }

    /** The topmost mount there, or -1. */
    private int indexOf(Path target) {
        return IntStream.range(0, mounts.size())
                .filter(i -> mounts.get(i).target().equals(target))
                .max()
                .orElse(-1);
    }

    @Override
    public synchronized void unmount(Path target, Set<UnmountFlag> flags) {
        int index = indexOf(target);
        Errno absent = Files.exists(target) ? Errno.EINVAL : Errno.ENOENT;
        call("umount2", index >= 0 ? null : absent, target, flags);
        mounts.remove(index);
    }

    @Override
    public synchronized List<MountPoint> mounts() {
        return List.copyOf(mounts);
    }

    @Override
    public synchronized void makeNetworkNamespace(Path file) {
        call("makeNetworkNamespace", Files.exists(file) ? null : Errno.ENOENT, file);
        mounts.add(new MountPoint("net:[1]", file, "nsfs", "nsfs", List.of(), List.of("rw")));
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        return builder.start();
    }

    @Override
    public synchronized void mknod(Path path, int mode, long device) {
        call("mknod", exists(path) ? Errno.EEXIST : null, path, "0" + Integer.toOctalString(mode), device);
        try {
            Files.createFile(path);
        } catch (NoSuchFileException e) {
            throw new LinuxException("mknod", Errno.ENOENT, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void lchown(Path path, long uid, long gid) {
        call("lchown", exists(path) ? null : Errno.ENOENT, path, uid, gid);
    }

    @Override
    public synchronized void lsetxattr(Path path, String name, byte[] value) {
        call(
                "lsetxattr",
                exists(path) ? null : Errno.ENOENT,
                path,
                name,
                HexFormat.of().formatHex(value));
    }

    @Override
    public synchronized void setTimesNoFollow(Path path, long seconds, long nanos) {
        call("utimensat", exists(path) ? null : Errno.ENOENT, path, seconds, nanos);
    }

    @Override
    public synchronized void syncFileSystem(Path directory) {
        call("syncfs", exists(directory) ? null : Errno.ENOENT, directory);
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileUse use(Path path) {
        return Linux.load().use(path);
    }

    @Override
    public synchronized boolean killProcess(ProcessId process, Signal signal) {
        call("pidfd_send_signal", null, process.pid(), signal);
        return process.isAlive();
    }

    @Override
    public SeqPacketSocket connectSeqPacket(Path socket) {
        return Linux.load().connectSeqPacket(socket);
    }

    @Override
    public ConsoleSocket listenConsole(Path socket) {
        return Linux.load().listenConsole(socket);
    }

    private void call(String name, @Nullable Errno refusal, Object... arguments) {
        callsToFailure--;
        Errno errno = callsToFailure == 0 ? failure : refusal;
        if (errno != null) {
            throw new LinuxException(name, errno, arguments);
        }
        calls.add(name + Arrays.stream(arguments).map(Object::toString).collect(Collectors.joining(", ", "(", ")")));
    }
}
