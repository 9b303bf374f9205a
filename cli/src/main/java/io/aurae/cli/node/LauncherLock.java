// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The lock that a launcher holds on its runtime directory for as long as it lives; the kernel knows whose it is. */
final class LauncherLock {
    private static final Path LOCKS = Path.of("/proc/locks");

    private LauncherLock() {}

    /** The launcher that holds the lock file; empty when nobody does, or it is in a process namespace that cannot be seen from here. */
    static Optional<ProcessHandle> holder(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return Optional.empty();
        }
        String id = id(attribute(lock, "unix:dev"), attribute(lock, "unix:ino"));
        try (Stream<String> lines = Files.lines(LOCKS)) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(words -> words.length > 5 && words[1].equals("FLOCK") && words[5].equals(id))
                    .findFirst()
                    .flatMap(words -> ProcessHandle.of(Long.parseLong(words[4])));
        }
    }

    private static long attribute(Path lock, String name) throws IOException {
        return (long) Files.getAttribute(lock, name, LinkOption.NOFOLLOW_LINKS);
    }

    /** As the kernel writes it: major and minor in hexadecimal digits, the inode in decimal ones. */
    static String id(long device, long inode) {
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
        return String.format("%02x:%02x:%d", major, minor, inode);
    }
}
