// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import com.github.luben.zstd.ZstdIOException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.zip.ZipException;

/** Reads a tar archive that is not to be unpacked: gzip, zstd or nothing around it. Used by one thread. */
public final class ArchiveReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ArchiveStream archive;
    private final TarReader reader;
    private final String subject;

    private ArchiveReader(ArchiveStream archive, String subject) {
        this.archive = archive;
        this.reader = new TarReader(archive);
        this.subject = subject;
    }

    /** What an entry is here. */
    public enum Kind {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        /** A directory, or something an archive of images has no use for. */
        OTHER
    }

    /**
     * One entry.
     *
     * @param name as it stands in the archive
     * @param linkName where a link points to
     */
    public record Entry(Kind kind, String name, String linkName, long sizeBytes) {}

    /** A piece of work on the archive. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Begins to read.
     *
     * @param mostBytes most bytes of the uncompressed archive
     * @param subject what to call it in messages
     * @throws LayerException.Refused when it is damaged
     */
    public static ArchiveReader open(InputStream in, long mostBytes, String subject) throws IOException {
        return checked(
                subject,
                () -> new ArchiveReader(
                        new ArchiveStream(
                                new BufferedInputStream(Compression.open(in), BUFFER_BYTES),
                                count -> LayerLimits.checkSize(count, mostBytes)),
                        subject));
    }

    /** @throws LayerException.Refused when the archive is damaged or too big */
    public Optional<Entry> next() throws IOException {
        return checked(subject, () -> reader.next().map(ArchiveReader::entry));
    }

    private static Entry entry(TarEntry entry) {
        Kind kind = switch (entry.type()) {
            case FILE -> Kind.FILE;
            case HARD_LINK -> Kind.HARD_LINK;
            case SYMBOLIC_LINK -> Kind.SYMBOLIC_LINK;
            case DIRECTORY, FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> Kind.OTHER;
        };
        return new Entry(kind, entry.name(), entry.linkName(), entry.sizeBytes());
    }

    /**
     * Reads some of the present entry's content; -1 at its end.
     *
     * @throws LayerException.Refused when the archive is damaged or too big
     */
    public int read(byte[] bytes) throws IOException {
        return checked(subject, () -> reader.content().read(bytes, 0, bytes.length));
    }

    private static <T> T checked(String subject, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (LayerException.Refused e) {
            throw e.in(subject);
        } catch (EOFException | ZipException | ZstdIOException | InvalidPathException | ArithmeticException e) {
            throw new LayerException.Refused("it is damaged", e).in(subject);
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
