// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A socket's path as the kernel takes it. One that is longer than its 107 bytes is reached by way of its open directory. */
final class UnixAddress implements AutoCloseable {
    private static final int LONGEST = 107;
    private static final int NONE = -1;

    private final ByteBuffer bytes;
    private final int size;
    private final int directory;

    UnixAddress(Path socket) {
        byte[] path = socket.toString().getBytes(UTF_8);
        if (path.length <= LONGEST) {
            directory = NONE;
        } else {
            Path parent = socket.toAbsolutePath().resolveSibling(".");
            int flags = LibC.O_PATH | LibC.O_CLOEXEC;
            directory = check(LibC.functions().open(parent.toString(), flags), "open", parent, "O_PATH");
            path = ("/proc/self/fd/" + directory + "/" + socket.getFileName()).getBytes(UTF_8);
        }
        if (path.length > LONGEST) {
            close();
            throw new LinuxException("open", Errno.ENAMETOOLONG, socket);
        }
        size = 2 + path.length + 1;
        bytes = LibC.structure(size).putShort((short) LibC.AF_UNIX).put(path).rewind();
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    @Override
    public void close() {
        if (directory != NONE) {
            LibC.functions().close(directory);
        }
    }
}
