// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The times that directories are to have in the end. An archive may bring millions: those that do not fit into a little memory wait in a file
 * on the layer's file system, which has no name from its beginning on and is gone when this is closed. Used by one thread.
 */
final class DirectoryTimes implements AutoCloseable {
    private static final int MEMORY_BYTES = 256 << 10;

    private final Path root;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final DataOutputStream notes = new DataOutputStream(memory);
    private @Nullable FileChannel file;

    /** What is done with one of them. */
    @FunctionalInterface
    interface Setting {
        void set(Path directory, TarEntry.Time time) throws IOException;
    }

    DirectoryTimes(Path root) {
        this.root = root;
    }

    /** Notes the time of a directory below the root, or of the root. Of several for one the last counts. */
    void add(Path directory, TarEntry.Time time) throws IOException {
        notes.writeUTF(root.relativize(directory).toString());
        notes.writeLong(time.seconds());
        notes.writeInt(time.nanos());
        if (memory.size() > MEMORY_BYTES) {
            memory.writeTo(Channels.newOutputStream(file()));
            memory.reset();
        }
    }

    private FileChannel file() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path beside = root.resolveSibling(root.getFileName() + ".times");
            open = FileChannel.open(
                    beside,
                    Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
            file = open;
        }
        return open;
    }

    /** Sets all, in the order in which they came. */
    void forEach(Setting setting) throws IOException {
        try (DataInputStream noted = new DataInputStream(all())) {
            while (true) {
                Path directory = root.resolve(noted.readUTF());
                setting.set(directory, new TarEntry.Time(noted.readLong(), noted.readInt()));
            }
        } catch (EOFException e) {
            return; // the end of the notes; setting a time reads nothing
        }
    }

    private InputStream all() throws IOException {
        InputStream late = new ByteArrayInputStream(memory.toByteArray());
        FileChannel early = file;
        return early == null
                ? late
                : new SequenceInputStream(new BufferedInputStream(Channels.newInputStream(early.position(0))), late);
    }

    /** Repeating: does nothing. */
    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) {
            open.close();
        }
    }
}
