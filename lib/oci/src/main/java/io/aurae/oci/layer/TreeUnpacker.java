// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import com.github.luben.zstd.ZstdIOException;
import io.aurae.base.Bytes;
import io.aurae.linux.HeldFile;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Puts what a tar archive holds into a directory of a tree that somebody else may change at the same time, who may mean harm: nothing is
 * read or written outside of the directory, whatever the archive and the tree say. The archive may be compressed by gzip or zstd.
 */
public final class TreeUnpacker {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long SIZE_MAX_BYTES = 1L << 50;

    /** As many entries as a layer may have, of any size that the disk holds, without devices. */
    private static final LayerLimits LIMITS = new LayerLimits(
            LayerLimits.DEFAULT.entries(),
            new Bytes(SIZE_MAX_BYTES),
            LayerLimits.DEFAULT.pathBytes(),
            Long.MAX_VALUE,
            LayerLimits.Devices.NONE);

    private final Linux linux;
    private final Owners owners;

    /** @param owners whether files get the owners that the archive says, which needs privilege; else they are the caller's own */
    public TreeUnpacker(Linux linux, boolean owners) {
        this.linux = linux;
        this.owners = new Owners(owners, Optional.empty());
    }

    /** Files get the owners that the archive says; with {@code ids} those are the users of the tree, as they are known inside. */
    public TreeUnpacker(Linux linux, Optional<IdMap> ids) {
        this.linux = linux;
        this.owners = new Owners(true, ids);
    }

    /**
     * Where an archive goes.
     *
     * @param directory what it is put into
     * @param name what the one file or directory at the archive's top is to be called; empty for as it is called there
     * @param shown the path of the directory as the caller knows it
     */
    public record Target(HeldFile directory, Optional<String> name, String shown) {}

    /**
     * Unpacks with modes, owners, links and times. A file or link that is there is replaced, in one step; a directory that is there keeps what
     * is in it and what it is. Nothing replaces a directory, and nothing is put behind a link. Answers the number of entries.
     *
     * <p>On failure the entries before the failed one are there, of that one nothing.
     *
     * @throws LayerException.Refused when the archive is damaged, over a limit, or leads outside
     * @throws TreeException when something is in the way, or the disk refuses
     */
    public long unpack(InputStream archive, Target target) throws IOException {
        try {
            return entries(archive, target);
        } catch (LayerException.Refused e) {
            throw e.in("archive");
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw new LayerException.Refused("it is damaged", e).in("archive");
        } catch (ArithmeticException e) {
            throw new LayerException.Refused("a number is out of range", e).in("archive");
        }
    }

    private long entries(InputStream in, Target target) throws IOException {
        InputStream plain = new BufferedInputStream(Compression.open(in), BUFFER_BYTES);
        ArchiveStream archive = new ArchiveStream(plain, count -> LayerLimits.checkSize(count, SIZE_MAX_BYTES));
        TarReader reader = new TarReader(archive);
        long count = 0;
        try (LiveTree tree = new LiveTree(linux, target, LIMITS, owners)) {
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (++count > LIMITS.entries()) {
                    throw new LayerException.Refused(
                            "it has too many entries (expected: at most " + LIMITS.entries() + ")");
                }
                tree.add(entry.get(), reader.content());
            }
            tree.finish();
        }
        archive.finish();
        return count;
    }
}
