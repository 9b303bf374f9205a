// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** The C library, loaded at first use. Structures are laid out as on 64-bit Linux. */
final class LibC {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SHUT_WR = 1;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NONBLOCK = 0x800;
    /** These two have other numbers on 64-bit ARM. */
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int EFD_CLOEXEC = 0x80000;
    static final int POLLIN = 1;
    static final int POLLOUT = 4;
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int STATX_BASIC_STATS = 0x7ff;
    static final int STATX_BYTES = 256;
    static final int STATX_BLOCK_BYTES = 512;
    static final long TIOCSWINSZ = 0x5414;
    static final long SIOCSIFFLAGS = 0x8914;
    static final short IFF_UP = 1;
    static final int CLONE_NEWNET = 0x40000000;
    static final long SYS_PIDFD_SEND_SIGNAL = 424;
    static final long SYS_PIDFD_OPEN = 434;
    static final long SYS_OPENAT2 = 437;
    static final long RESOLVE_NO_MAGICLINKS = 2;
    static final long RESOLVE_BENEATH = 8;
    static final long RESOLVE_IN_ROOT = 16;
    static final int STATFS_BYTES = 120;

    private LibC() {}

    /** The functions used, as their man pages declare them; public, because the class that the binding generates lies elsewhere. */
    public interface Functions {
        int mount(String source, String target, String type, long flags, String data);

        int umount2(String target, int flags);

        int mknod(String path, int mode, long device);

        int lchown(String path, int uid, int gid);

        int lsetxattr(String path, String name, @In byte[] value, long size, int flags);

        int utimensat(int directory, String path, @In long[] times, int flags);

        int statx(int directory, String path, int flags, int mask, @Out ByteBuffer file);

        long syscall(long number, int first, int second, long third, int fourth);

        long syscall(long number, int directory, String path, @In ByteBuffer how, long size);

        int open(String path, int flags);

        long readlinkat(int directory, String path, @Out ByteBuffer target, long size);

        int fstatfs(int fd, @Out ByteBuffer answer);

        int close(int fd);

        int syncfs(int fd);

        int fcntl(int fd, int command, int argument);

        int ioctl(int fd, long request, @In short[] argument);

        int ioctl(int fd, long request, @In ByteBuffer argument);

        int unshare(int flags);

        int eventfd(int value, int flags);

        int poll(@In @Out ByteBuffer descriptors, long count, int timeoutMillis);

        long read(int fd, @Out ByteBuffer buffer, long size);

        long write(int fd, @In ByteBuffer buffer, long size);

        int socket(int domain, int type, int protocol);

        int connect(int fd, @In ByteBuffer address, int size);

        int bind(int fd, @In ByteBuffer address, int size);

        int listen(int fd, int backlog);

        int accept4(int fd, long address, long size, int flags);

        int shutdown(int fd, int how);

        long recv(int fd, @Out ByteBuffer buffer, long size, int flags);

        long send(int fd, @In ByteBuffer buffer, long size, int flags);

        long recvmsg(int fd, Pointer message, int flags);

        int pipe2(@Out int[] descriptors, int flags);

        int posix_spawn(
                @Out int[] pid,
                CharSequence path,
                Pointer actions,
                Pointer attributes,
                @In CharSequence[] arguments,
                @In CharSequence[] environment);

        int posix_spawn_file_actions_init(Pointer actions);

        int posix_spawn_file_actions_destroy(Pointer actions);

        int posix_spawn_file_actions_addopen(Pointer actions, int fd, CharSequence path, int flags, int mode);

        int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int newFd);

        int posix_spawn_file_actions_addchdir_np(Pointer actions, CharSequence path);

        int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

        int posix_spawnattr_init(Pointer attributes);

        int posix_spawnattr_destroy(Pointer attributes);

        int posix_spawnattr_setflags(Pointer attributes, short flags);

        int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

        int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

        int waitpid(int pid, @Out int[] status, int options);
    }

    private static final class Loaded {
        static final Functions FUNCTIONS = bind(Functions.class, "c");
        static final Runtime RUNTIME = Runtime.getRuntime(FUNCTIONS);
    }

    /**
     * The functions of a library. The distribution ships the bridge's native part beside the JVM's own; else it would be unpacked to /tmp at each
     * start.
     *
     * @throws UnsatisfiedLinkError when the library or one of the functions is not there
     */
    static <T> T bind(Class<T> functions, String library) {
        Path libraries = Path.of(System.getProperty("java.home"), "lib");
        if (System.getProperty("jffi.boot.library.path") == null && Files.exists(libraries.resolve("libjffi-1.2.so"))) {
            System.setProperty("jffi.boot.library.path", libraries.toString());
        }
        return LibraryLoader.create(functions).failImmediately().load(library);
    }

    private static volatile boolean loaded;

    /** Whether a call has needed the library already, so that the next one costs no more than itself. */
    static boolean isLoaded() {
        return loaded;
    }

    static Functions functions() {
        loaded = true;
        return Loaded.FUNCTIONS;
    }

    static Runtime runtime() {
        return Loaded.RUNTIME;
    }

    /** Why the last call of this thread failed. */
    static Errno errno() {
        return new Errno(Loaded.RUNTIME.getLastError());
    }

    /** The result of a call, or its failure when it is -1. */
    static int check(int result, String call, Object... arguments) {
        if (result == -1) {
            throw new LinuxException(call, errno(), arguments);
        }
        return result;
    }

    static ByteBuffer structure(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
