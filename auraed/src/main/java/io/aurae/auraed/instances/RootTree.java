// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A root directory that holds what a daemon needs to run processes and nothing else: a few programs with their libraries, copied from this
 * machine to the same paths, and the handful of files in {@code /etc} without which they do not work. Who lived in it before may have left
 * links in it: none is followed, so that nothing outside is written. Not to be filled while somebody lives in it.
 *
 * @param root the directory
 */
public record RootTree(Path root) {
    /** Linked to a program of ours at run time, or looked for by the C library, without being named in any program. */
    private static final List<String> UNNAMED = List.of(
            "libm.so.6",
            "libdl.so.2",
            "libpthread.so.0",
            "librt.so.1",
            "libresolv.so.2",
            "libnss_files.so.2",
            "libnss_dns.so.2",
            "libgcc_s.so.1",
            "libcrypto.so.3");

    private static final List<Path> LINKERS =
            List.of(Path.of("/lib64/ld-linux-x86-64.so.2"), Path.of("/lib/ld-linux-aarch64.so.1"));
    private static final List<String> DIRECTORIES =
            List.of("proc", "sys", "dev", "run", "var/lib", "var/tmp", "etc", "root", "tmp", "opt");

    /**
     * Copies the programs and what they and the files of {@code alsoNeeded} are linked to. Repeating: replaces what is there. On failure a
     * part of it is left.
     *
     * @param programs absolute paths
     * @param alsoNeeded a folder whose libraries will be there in another way
     */
    public void fill(List<Path> programs, Path alsoNeeded) {
        try {
            Files.createDirectories(root);
            for (String directory : DIRECTORIES) {
                directory(Path.of("/", directory));
            }
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            Set<Path> files = new LinkedHashSet<>(programs);
            for (Path program : programs) {
                files.addAll(libraries(program));
            }
            for (Path library : librariesIn(alsoNeeded)) {
                files.addAll(libraries(library));
            }
            files.removeIf(file -> file.startsWith(alsoNeeded));
            for (Path file : List.copyOf(files)) {
                files.addAll(besides(file));
            }
            for (Path file : files) {
                copy(file);
            }
            writeEtc();
        } catch (IOException e) {
            throw new InstanceException.NoRoot(root, e);
        }
    }

    /** Copies a directory to an absolute path in it, links as links. Repeating: replaces what is there. On failure a part of it is left. */
    void copyAll(Path directory, Path target) {
        try (Stream<Path> files = Files.walk(directory)) {
            Path to = vacant(target);
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(
                        file,
                        to.resolve(directory.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InstanceException.NoRoot(root, e);
        }
    }

    /** Removes it. Repeating: does nothing. */
    public void remove() {
        ResourceDirectory.remove(root);
    }

    /**
     * A directory in it by its absolute path there, and in that only plain files and directories. Whatever else stands in the way or in it was
     * left by those who live in the tree, may lead out of it, and is removed. Repeating: does nothing.
     */
    Path onlyPlainIn(Path path) {
        try {
            Path made = directory(path);
            try (Stream<Path> entries = Files.list(made)) {
                entries.filter(entry -> !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                                && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                        .forEach(ResourceDirectory::remove);
            }
            return made;
        } catch (IOException e) {
            throw new InstanceException.NoRoot(root, e);
        }
    }

    /** A real directory, and so are all above it up to the root: what else is there, such as a link that leads out of it, is replaced. */
    private Path directory(Path path) throws IOException {
        Path at = root;
        for (Path component : path.normalize()) {
            at = at.resolve(component);
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(at);
                Files.createDirectory(at);
            }
        }
        return at;
    }

    /** Where nothing is any more, in a real directory. */
    private Path vacant(Path path) throws IOException {
        Path file = path.normalize();
        Path place = directory(Objects.requireNonNull(file.getParent())).resolve(file.getFileName());
        ResourceDirectory.remove(place);
        return place;
    }

    private void copy(Path file) throws IOException {
        Files.copy(file.toRealPath(), vacant(file), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void write(String path, String content) throws IOException {
        Files.writeString(vacant(Path.of(path)), content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private static List<Path> besides(Path file) {
        return file.getFileName().toString().startsWith("libc.so")
                ? UNNAMED.stream()
                        .map(file::resolveSibling)
                        .filter(Files::exists)
                        .toList()
                : List.of();
    }

    private static List<Path> librariesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".so")
                            || file.endsWith("bin/java")
                            || file.endsWith("lib/jspawnhelper"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    /** What the dynamic linker would load for a program or library, itself included; nothing for a static program. */
    private static List<Path> libraries(Path program) throws IOException {
        Path linker = LINKERS.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IOException("no dynamic linker (expected: one of " + LINKERS + ")"));
        Process list = new ProcessBuilder(linker.toString(), "--list", program.toString())
                .redirectErrorStream(true)
                .start();
        list.getOutputStream().close();
        String output;
        try (InputStream stream = list.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        return output.contains("=> not found") ? throwMissing(program, output) : parse(output);
    }

    private static List<Path> throwMissing(Path program, String output) throws IOException {
        throw new IOException("program '" + program + "' misses a library: " + output.strip());
    }

    static List<Path> parse(String output) {
        List<Path> libraries = new ArrayList<>();
        for (String line : output.split("\n")) {
            int arrow = line.indexOf("=>");
            String path = (arrow < 0 ? line : line.substring(arrow + 2)).strip();
            int end = path.indexOf(" (0x");
            if (end > 0 && path.startsWith("/")) {
                libraries.add(Path.of(path.substring(0, end)));
            }
        }
        return libraries;
    }

    private void writeEtc() throws IOException {
        write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        write("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
        write("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
        write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        for (Path taken : List.of(Path.of("/etc/resolv.conf"), Path.of("/etc/ld.so.cache"))) {
            if (Files.isRegularFile(taken)) {
                copy(taken);
            }
        }
    }
}
