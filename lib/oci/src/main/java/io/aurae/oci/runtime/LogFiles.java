// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that hold one log: the one that is written, and those moved out of its way, with {@code .1} behind the name of the youngest of
 * them, {@code .2} behind that of the one before, and so on.
 */
public final class LogFiles {
    private static final Pattern NUMBER = Pattern.compile("\\.([1-9][0-9]{0,2})");

    private final Path path;

    /** @param path the file that is written */
    public LogFiles(Path path) {
        this.path = path;
    }

    /** A file as it was at one moment; {@code key} tells it from every other one that exists, whatever its name. */
    record Found(Path path, Object key) {}

    /** The file that is written, under which name it ever was. */
    Path written() {
        return path;
    }

    /** What tells a file from every other one, whatever its name; empty when there is none of that name. */
    static Optional<Object> key(Path file) throws IOException {
        try {
            return Optional.of(Files.getAttribute(file, "unix:ino"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Those that are there, the youngest first: by number, the one that is written has 0. */
    NavigableMap<Integer, Found> list() throws IOException {
        NavigableMap<Integer, Found> before = scan();
        while (true) {
            NavigableMap<Integer, Found> now = scan();
            if (now.equals(before)) {
                return now; // nothing was moved meanwhile
            }
            before = now;
        }
    }

    private NavigableMap<Integer, Found> scan() throws IOException {
        NavigableMap<Integer, Found> found = new TreeMap<>();
        String name = path.getFileName().toString();
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(
                path.resolveSibling("."), file -> file.getFileName().toString().startsWith(name))) {
            for (Path sibling : siblings) {
                Optional<Integer> number =
                        number(sibling.getFileName().toString().substring(name.length()));
                Optional<Object> key = key(sibling);
                if (number.isPresent() && key.isPresent()) {
                    found.put(number.get(), new Found(path.resolveSibling(sibling.getFileName()), key.get()));
                }
            }
        } catch (NoSuchFileException e) {
            return found; // not even the directory is there yet
        }
        return found;
    }

    private static Optional<Integer> number(String suffix) {
        Matcher matcher = NUMBER.matcher(suffix);
        if (suffix.isEmpty()) {
            return Optional.of(0);
        }
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /**
     * The file that is read after the one with that key: the next younger one, or when it is deleted the oldest there is. Empty when it is
     * the youngest, or when the youngest is still to come.
     */
    Optional<Found> after(Object key) throws IOException {
        NavigableMap<Integer, Found> files = list();
        for (Map.Entry<Integer, Found> file : files.entrySet()) {
            if (file.getValue().key().equals(key)) {
                return Optional.ofNullable(files.lowerEntry(file.getKey())).map(Map.Entry::getValue);
            }
        }
        return Optional.ofNullable(files.lastEntry()).map(Map.Entry::getValue);
    }

    /** Opens that very file for reading, also when it has another name by now; empty when it is deleted. */
    Optional<FileChannel> open(Found file) throws IOException {
        Optional<FileChannel> opened = openUnmoved(file);
        while (opened.isEmpty()) {
            Optional<Found> moved = list().values().stream()
                    .filter(found -> found.key().equals(file.key()))
                    .findFirst();
            if (moved.isEmpty()) {
                return Optional.empty();
            }
            opened = openUnmoved(moved.get());
        }
        return opened;
    }

    /** A name that stands for the same file before and after stood for it in between. */
    private static Optional<FileChannel> openUnmoved(Found file) throws IOException {
        if (!key(file.path()).equals(Optional.of(file.key()))) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
            if (key(file.path()).equals(Optional.of(file.key()))) {
                return Optional.of(channel);
            }
            channel.close();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * Moves the file that is written out of the way; who writes it is to be told, and writes to it until then. When this is cut short, the
     * next time goes on: no file is ever put in the place of another but the oldest.
     *
     * @param keep how many files are to be left once the new one is there, at least 2
     */
    public void moveAway(int keep) throws IOException {
        NavigableMap<Integer, Found> files = list();
        int hole = 1;
        while (hole < keep - 1 && files.containsKey(hole)) {
            hole++;
        }
        for (int number : files.descendingKeySet()) {
            if (number >= keep || number == hole) {
                Files.deleteIfExists(numbered(number));
            }
        }
        for (int number = hole; number > 0; number--) {
            if (Files.exists(numbered(number - 1))) {
                Files.move(numbered(number - 1), numbered(number), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Whether the file that is written was moved away, and the new one is not there yet. */
    public boolean isBetween() {
        return Files.notExists(path) && Files.exists(numbered(1));
    }

    private Path numbered(int number) {
        return number == 0 ? path : path.resolveSibling(path.getFileName() + "." + number);
    }
}
