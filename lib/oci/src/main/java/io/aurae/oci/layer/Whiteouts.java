// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** How <a href="https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories">overlayfs</a> writes that something is gone. */
final class Whiteouts {
    private static final int TYPE_CHARACTER = 0x2000;
    private static final int TYPE_MASK = 0xf000;

    private Whiteouts() {}

    /** Says that a name is gone. */
    static void make(Linux linux, Path path) {
        linux.mknod(path, TYPE_CHARACTER, 0);
    }

    /** Says that of a directory nothing below is to be seen. */
    static void makeOpaque(Linux linux, Path directory) {
        linux.lsetxattr(directory, "trusted.overlay.opaque", new byte[] {'y'});
    }

    /** Whether the file says that its name is gone. */
    static boolean is(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        long device = (long) Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS);
        return (mode & TYPE_MASK) == TYPE_CHARACTER && device == 0;
    }
}
