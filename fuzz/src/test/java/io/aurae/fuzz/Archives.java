// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.luben.zstd.Zstd;
import io.aurae.base.Bytes;
import io.aurae.oci.layer.ArchiveReader;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.layer.LayerUnpacker;
import io.aurae.oci.layer.Trees;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Layers and archives of images: unpacked or refused, and never a file outside the layer's directory. */
public final class Archives {
    private static final int BLOCK = 512;
    private static final int ONLY_READ = 1;
    private static final int UNSEALED = 2;
    private static final int GZIP = 4;
    private static final int ZSTD = 8;
    private static final LayerLimits LIMITS =
            new LayerLimits(200, new Bytes(1 << 20), 3840, 200, LayerLimits.Devices.HARMLESS);

    private static final Path OUTSIDE = outside();
    private static final Path LAYER = OUTSIDE.resolve("layer");
    private static final Path SECRET = OUTSIDE.resolve("secret");

    private Archives() {}

    /** Called by the fuzzer; the bits of the first byte say what is done with the archive that follows. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] archive = packed(input[0], Arrays.copyOfRange(input, 1, input.length));
        Refusals.allow(() -> {
            if ((input[0] & ONLY_READ) != 0) {
                read(archive);
            } else {
                unpack(archive);
            }
        });
    }

    private static Path outside() {
        try {
            Path outside = Files.createTempDirectory("archives");
            Files.createDirectory(outside.resolve("layer"));
            Files.writeString(outside.resolve("secret"), "untouched");
            return outside;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(byte[] bytes) throws IOException {
        try (ArchiveReader archive = ArchiveReader.open(new ByteArrayInputStream(bytes), 1 << 20, "the archive")) {
            byte[] piece = new byte[BLOCK];
            while (archive.next().isPresent()) {
                archive.read(piece);
            }
        }
    }

    private static void unpack(byte[] archive) throws IOException {
        try {
            new LayerUnpacker(new FakeLinux(), LIMITS)
                    .unpack(new ByteArrayInputStream(archive), LAYER, List::of, "the layer");
        } finally {
            requireUntouched();
            Trees.deleteContents(LAYER);
        }
    }

    private static void requireUntouched() throws IOException {
        try (Stream<Path> found = Files.list(OUTSIDE)) {
            Refusals.requireSame(Set.of(LAYER, SECRET), found.collect(Collectors.toSet()));
        }
        Refusals.requireSame("untouched", Files.readString(SECRET));
        Refusals.requireSame(1, Files.getAttribute(SECRET, "unix:nlink"));
    }

    /** Checksums are made right, or nothing but the first header would ever be read; then it may be compressed. */
    private static byte[] packed(byte how, byte[] archive) {
        if ((how & UNSEALED) == 0) {
            for (int at = 0; at + BLOCK <= archive.length; at += BLOCK) {
                if (archive[at + 257] == 'u' && archive[at + 258] == 's') {
                    byte[] header = TestTar.sealed(Arrays.copyOfRange(archive, at, at + BLOCK));
                    System.arraycopy(header, 0, archive, at, BLOCK);
                }
            }
        }
        if ((how & GZIP) != 0) {
            return gzip(archive);
        }
        return (how & ZSTD) != 0 ? Zstd.compress(archive) : archive;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Good archives. */
    static List<byte[]> samples() {
        return List.of(usual(), sparse(), longNames());
    }

    private static byte[] usual() {
        return new TestTar()
                .directory("d")
                .pax("SCHILY.xattr.user.x", "y")
                .pax("mtime", "1.5")
                .file("d/f", "content")
                .symbolicLink("d/out", "../..")
                .hardLink("h", "d/f")
                .file("d/.wh.gone", "")
                .file("d/.wh..wh..opq", "")
                .entry('3', "null", "", 0666, new byte[0])
                .entry('6', "fifo", "", 0600, new byte[0])
                .bytes();
    }

    private static byte[] sparse() {
        return new TestTar()
                .pax("GNU.sparse.map", "3,2")
                .pax("GNU.sparse.size", "9")
                .file("holes", "xx")
                .pax("GNU.sparse.major", "1")
                .pax("GNU.sparse.minor", "0")
                .pax("GNU.sparse.name", "more")
                .pax("GNU.sparse.realsize", "1000")
                .entry('0', "GNUSparseFile.0/more", "", 0644, Arrays.copyOf("1\n3\n2\n".getBytes(US_ASCII), BLOCK + 2))
                .bytes();
    }

    private static byte[] longNames() {
        return new TestTar()
                .entry('L', "././@LongLink", "", 0644, ("l".repeat(120) + "\0").getBytes(US_ASCII))
                .file("short", "x")
                .entry('K', "././@LongLink", "", 0644, ("../" + "k".repeat(120) + "\0").getBytes(US_ASCII))
                .symbolicLink("link", "short")
                .pax("path", "p".repeat(200))
                .pax("linkpath", "short")
                .hardLink("x", "y")
                .bytes();
    }
}
