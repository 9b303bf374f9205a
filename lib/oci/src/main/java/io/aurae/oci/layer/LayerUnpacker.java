// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import com.github.luben.zstd.ZstdIOException;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;

/** Unpacks layers: gzip, zstd or nothing, around a tar archive. Safe for many threads, one directory each. */
public final class LayerUnpacker {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Linux linux;
    private final LayerLimits limits;

    /** An unpacker that makes devices and extended attributes through {@code linux}. */
    public LayerUnpacker(Linux linux, LayerLimits limits) {
        this.linux = linux;
        this.limits = limits;
    }

    /**
     * Unpacks one layer into {@code directory}, which exists and is empty, with owners, modes, times, hard links, devices, holes, extended
     * attributes, and whiteouts in the form of overlayfs. Directories that the archive leaves out are made as the layers below have them.
     *
     * <p>On failure the directory holds a part of the layer, never anything outside it.
     *
     * @param lowers the layers below
     * @param subject what to call the layer in messages
     * @return the digest of the uncompressed archive
     * @throws LayerException.Refused when the content is hostile, damaged, unknown or over a limit; the message names the entry
     * @throws IOException when the directory cannot be written
     */
    public Digest unpack(InputStream blob, Path directory, LayersBelow lowers, String subject) throws IOException {
        try (LayerTree tree = new LayerTree(directory, lowers, linux, limits)) {
            return unpack(blob, tree);
        } catch (LayerException.Refused e) {
            throw e.in(subject);
        } catch (EOFException | ZipException | ZstdIOException e) {
            throw new LayerException.Refused("its archive is damaged", e).in(subject);
        } catch (InvalidPathException e) {
            throw new LayerException.Refused("a path cannot be expressed in this locale", e).in(subject);
        } catch (ArithmeticException e) {
            throw new LayerException.Refused("a number is out of range", e).in(subject);
        }
    }

    private Digest unpack(InputStream blob, LayerTree tree) throws IOException {
        CountingStream compressed = new CountingStream(blob);
        InputStream plain = new BufferedInputStream(Compression.open(compressed), BUFFER_BYTES);
        try (ArchiveStream archive = new ArchiveStream(plain, count -> limits.check(count, compressed.count()))) {
            TarReader reader = new TarReader(archive);
            long count = 0;
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (++count > limits.entries()) {
                    throw new LayerException.Refused(
                            "it has too many entries (expected: at most " + limits.entries() + ")");
                }
                tree.add(entry.get(), reader.content());
            }
            tree.finish();
            return archive.finish();
        }
    }
}
