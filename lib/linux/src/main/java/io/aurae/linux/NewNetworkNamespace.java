// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace made in this process. Namespaces belong to threads, so a platform thread is made for it, which leaves the process's
 * own namespace for the new one and ends there.
 */
final class NewNetworkNamespace {
    private static final String OWN = "/proc/thread-self/ns/net";

    /** {@code struct ifreq}: the link's name, then its flags. */
    private static final int REQUEST_SIZE = 40;

    private static final int FLAGS_OFFSET = 16;

    private NewNetworkNamespace() {}

    static void on(Path file) {
        FutureTask<Void> work = new FutureTask<>(() -> make(file), null);
        Thread.ofPlatform().name("network-namespace").daemon().start(work);
        try {
            work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinuxException refused) {
                throw refused;
            }
            throw new IllegalStateException("network namespace on " + file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("unshare", Errno.EINTR, "CLONE_NEWNET");
        }
    }

    private static void make(Path file) {
        check(LibC.functions().unshare(LibC.CLONE_NEWNET), "unshare", "CLONE_NEWNET");
        setLoopbackUp();
        check(
                LibC.functions().mount(OWN, file.toString(), "none", MountFlag.bits(Set.of(MountFlag.BIND)), ""),
                "mount",
                OWN,
                file);
    }

    private static void setLoopbackUp() {
        ByteBuffer request = LibC.structure(REQUEST_SIZE);
        request.put(0, "lo".getBytes(StandardCharsets.US_ASCII)).putShort(FLAGS_OFFSET, LibC.IFF_UP);
        int socket = check(
                LibC.functions().socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0), "socket", "AF_INET");
        try {
            check(LibC.functions().ioctl(socket, LibC.SIOCSIFFLAGS, request), "ioctl", "SIOCSIFFLAGS", "lo");
        } finally {
            LibC.functions().close(socket);
        }
    }
}
