// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where events are kept over the death of the daemon: lines, written behind one another without fsync. What is cut or broken in it is left
 * out. A file that cannot be written costs the memory of later daemons, and nothing else. Guarded by its owner's lock.
 */
final class EventFile implements AutoCloseable {
    private final Path path;
    private final Path fresh;

    /** Not a channel: that would be closed by the interrupt of a thread that writes. */
    private @Nullable FileOutputStream out;

    /** Whether the file may end in the middle of a line. */
    private boolean torn;

    private long size;

    EventFile(Path path) {
        this.path = path;
        this.fresh = path.resolveSibling(path.getFileName() + ".new");
    }

    /** All whole lines in it; none when it cannot be read, which is no reason not to serve. */
    List<EventLine.Content> read() {
        try {
            byte[] bytes = Files.readAllBytes(path);
            size = bytes.length;
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(EventLine::parse)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Writes a line behind the others, or not. */
    void append(byte[] line) {
        try {
            FileOutputStream to = out;
            if (to == null) {
                to = new FileOutputStream(path.toFile(), true);
                out = to;
                torn = path.toFile().length() > 0;
            }
            if (torn) {
                to.write('\n');
            }
            torn = true;
            to.write(line);
            torn = false;
            size += line.length;
        } catch (IOException e) {
            close(); // and tries again with the next
        }
    }

    /** How many bytes are in it, as far as is known. */
    long size() {
        return size;
    }

    /** Writes lines to a file that {@link #swap} can put in its place; needs no lock. */
    void prepare(List<byte[]> lines) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        lines.forEach(all::writeBytes);
        Files.write(fresh, all.toByteArray());
    }

    /** Puts the prepared file, with {@code late} behind it, in the place of this one. */
    void swap(List<byte[]> late) throws IOException {
        try (FileOutputStream to = new FileOutputStream(fresh.toFile(), true)) {
            for (byte[] line : late) {
                to.write(line);
            }
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        close();
        size = Files.size(path);
    }

    /** Repeating: does nothing. */
    @Override
    public void close() {
        FileOutputStream open = out;
        out = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            return; // nothing more can be done for it
        }
    }
}
