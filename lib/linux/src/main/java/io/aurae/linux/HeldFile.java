// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file, directory or link that is held open, so that nobody who renames or replaces what lies on the way to it can lead elsewhere what is
 * done to it. Directories reach what is in them by one name at a time, or by a path that never leaves them. Used by one thread.
 */
public final class HeldFile implements AutoCloseable {
    private static final int HOLD = LibC.O_PATH | LibC.O_CLOEXEC;
    private static final int PATH_BYTES_MAX = 4096;

    /** A rename at the same moment lets the kernel ask for another try; so many mean that somebody does nothing else. */
    private static final int TRIES_MAX = 1000;

    private final int fd;
    private boolean closed;

    private HeldFile(int fd) {
        this.fd = fd;
    }

    /**
     * Holds a directory by a path that nobody hostile has a hand in.
     *
     * @throws LinuxException of <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
     */
    public static HeldFile directory(Path path) {
        int flags = HOLD | LibC.O_DIRECTORY;
        return new HeldFile(check(LibC.functions().open(path.toString(), flags), "open", path));
    }

    /**
     * What {@code path} leads to when this directory is the root of all: links are followed inside of it, and {@code ..} stops at it (<a
     * href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>). Of a link at its end, the link itself.
     *
     * @throws LinuxException ENOENT, ENOTDIR, ELOOP; ENOSYS before Linux 5.6
     */
    public HeldFile within(String path) {
        return within(path, LibC.O_NOFOLLOW);
    }

    /** The same, through a link at the end of the path. */
    public HeldFile followedWithin(String path) {
        return within(path, 0);
    }

    private HeldFile within(String path, int flags) {
        String shown = path.isEmpty() ? "." : path;
        return open(shown, HOLD | flags, 0, LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS);
    }

    /**
     * What has this name in this directory; a link itself.
     *
     * @throws LinuxException ENOENT, ENOTDIR
     */
    public HeldFile child(String name) {
        return open(name(name), HOLD | LibC.O_NOFOLLOW, 0, LibC.RESOLVE_BENEATH | LibC.RESOLVE_NO_MAGICLINKS);
    }

    /**
     * Makes an empty file of mode 0600 in this directory.
     *
     * @throws LinuxException EEXIST when anything has the name
     */
    public HeldFile create(String name) {
        int flags = LibC.O_CREAT | LibC.O_EXCL | LibC.O_WRONLY | LibC.O_CLOEXEC | LibC.O_NOFOLLOW;
        return open(name(name), flags, 0600, LibC.RESOLVE_BENEATH | LibC.RESOLVE_NO_MAGICLINKS);
    }

    private HeldFile open(String path, int flags, int mode, long resolve) {
        ByteBuffer how = LibC.structure(24).putLong(0, flags).putLong(8, mode).putLong(16, resolve);
        for (int tries = 1; ; tries++) {
            long result = LibC.functions().syscall(LibC.SYS_OPENAT2, fd, path, how, how.capacity());
            if (result >= 0) {
                return new HeldFile((int) result);
            }
            if (!LibC.errno().equals(Errno.EAGAIN) || tries == TRIES_MAX) {
                throw new LinuxException("openat2", LibC.errno(), path);
            }
        }
    }

    /** Where a link points to. @throws LinuxException EINVAL or ENOENT when it is none */
    public String linkTarget() {
        ByteBuffer target = LibC.structure(PATH_BYTES_MAX);
        long size = LibC.functions().readlinkat(fd, "", target, target.capacity());
        check((int) size, "readlinkat", path());
        return UTF_8.decode(target.limit((int) size)).toString();
    }

    /** The kind of the file system it lies on, by <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">statfs(2)</a>. */
    public long fileSystem() {
        ByteBuffer answer = LibC.structure(LibC.STATFS_BYTES);
        check(LibC.functions().fstatfs(fd, answer), "fstatfs", path());
        return answer.getLong(0);
    }

    /** A path of this very file for as long as it is held and this process lives; following it leads nowhere else. */
    public Path path() {
        return Path.of("/proc/self/fd/" + fd);
    }

    /** A path of what has this name in this directory; only for calls that do not follow a link at its end. */
    public Path path(String name) {
        return path().resolve(name(name));
    }

    private static String name(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("name '" + name + "' (expected: one component of a path)");
        }
        return name;
    }

    /** Repeating: does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.functions().close(fd);
        }
    }
}
