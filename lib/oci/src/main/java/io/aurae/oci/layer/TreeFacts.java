// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.HeldFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What a file is, read through its descriptor: of a link itself. */
record TreeFacts(int type, int mode, long uid, long gid, long sizeBytes, int links, Inode inode, Instant modified) {
    static final int FIFO = 0x1000;
    static final int DIRECTORY = 0x4000;
    static final int FILE = 0x8000;
    static final int LINK = 0xa000;

    private static final int TYPE_BITS = 0xf000;
    private static final int MODE_BITS = 0xfff;
    private static final long ID_BITS = 0xffff_ffffL;

    /** Which file it is on this machine. */
    record Inode(long device, long number) {}

    static TreeFacts of(HeldFile file) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(file.path(), "unix:mode,uid,gid,size,nlink,dev,ino,lastModifiedTime");
        int mode = (int) value(facts, "mode");
        return new TreeFacts(
                mode & TYPE_BITS,
                mode & MODE_BITS,
                (int) value(facts, "uid") & ID_BITS,
                (int) value(facts, "gid") & ID_BITS,
                (long) value(facts, "size"),
                (int) value(facts, "nlink"),
                new Inode((long) value(facts, "dev"), (long) value(facts, "ino")),
                ((FileTime) value(facts, "lastModifiedTime")).toInstant());
    }

    private static Object value(Map<String, Object> facts, String name) {
        return Objects.requireNonNull(facts.get(name));
    }

    TreeFacts ownedBy(long user, long group) {
        return new TreeFacts(type, mode, user, group, sizeBytes, links, inode, modified);
    }

    boolean isDirectory() {
        return type == DIRECTORY;
    }
}
