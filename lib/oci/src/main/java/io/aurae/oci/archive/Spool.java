// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.archive;

import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.ArchiveReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of an archive, laid down in one directory under numbers. Their names are keys and nothing more. */
final class Spool {
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_LINKS = 10;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int MAGIC_BYTES = 4;

    private final Path directory;
    private final Map<String, Stored> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<Digest, Stored> byDigest = new HashMap<>();

    private Spool(Path directory) {
        this.directory = directory;
    }

    /** A file that was laid down. */
    static final class Stored {
        private final Path path;
        private final Digest digest;
        private final long sizeBytes;
        private final byte[] magic;

        private Stored(Path path, Digest digest, long sizeBytes, byte[] magic) {
            this.path = path;
            this.digest = digest;
            this.sizeBytes = sizeBytes;
            this.magic = magic;
        }

        Path path() {
            return path;
        }

        Digest digest() {
            return digest;
        }

        long sizeBytes() {
            return sizeBytes;
        }

        boolean startsWith(int... bytes) {
            for (int i = 0; i < bytes.length; i++) {
                if (i >= magic.length || (magic[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads the whole archive; {@code directory} exists and is empty, and its owner deletes it. */
    static Spool read(InputStream in, Path directory, long mostBytes) throws IOException {
        Spool spool = new Spool(directory);
        try (ArchiveReader reader = ArchiveReader.open(in, mostBytes, "archive of images")) {
            int count = 0;
            for (Optional<ArchiveReader.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (++count > MAX_ENTRIES) {
                    throw new ArchiveException.Refused(
                            "it has too many entries (expected: at most " + MAX_ENTRIES + ")");
                }
                spool.add(entry.get(), reader);
            }
        }
        return spool;
    }

    private void add(ArchiveReader.Entry entry, ArchiveReader reader) throws IOException {
        String name = resolve("", entry.name());
        switch (entry.kind()) {
            case FILE -> {
                Stored stored = store(reader);
                files.put(name, stored);
                byDigest.put(stored.digest, stored);
            }
            case HARD_LINK -> links.put(name, resolve("", entry.linkName()));
            case SYMBOLIC_LINK -> links.put(name, resolve(parent(name), entry.linkName()));
            case OTHER -> {}
        }
    }

    private Stored store(ArchiveReader reader) throws IOException {
        Path path = directory.resolve(Integer.toString(files.size()));
        MessageDigest hash = Digest.hash();
        byte[] chunk = new byte[CHUNK_BYTES];
        byte[] magic = new byte[0];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int read = reader.read(chunk); read >= 0; read = reader.read(chunk)) {
                if (size == 0) {
                    magic = Arrays.copyOf(chunk, Math.min(read, MAGIC_BYTES));
                }
                out.write(chunk, 0, read);
                hash.update(chunk, 0, read);
                size += read;
            }
        }
        return new Stored(path, Digest.of(hash), size, magic);
    }

    private static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** A name without empty parts and dots; one that leads out of the archive is as good as the one at its root. */
    private static String resolve(String base, String name) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (name.startsWith("/") ? name : base + "/" + name).split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** The file of this name, by way of links where there are some. */
    Optional<Stored> file(String name) {
        String at = resolve("", name);
        for (int i = 0; i < MAX_LINKS && !files.containsKey(at) && links.containsKey(at); i++) {
            at = links.get(at);
        }
        return Optional.ofNullable(files.get(at));
    }

    Optional<Stored> file(Digest digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }
}
