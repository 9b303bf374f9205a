// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files that the programs and we ourselves leave in a bundle, and the processes that were started for it. */
final class BundleFiles {
    static final String PID = "pidfile";
    static final String ATTACH = "attach";
    static final String CONTROL = "ctl";
    static final String CRUN_LOG = "crun.log";
    static final String EXEC_PREFIX = "exec-";
    private static final String WINDOW = "winsz";

    private BundleFiles() {}

    /** Removes everything but what the bundle's owner put there. Repeating: does nothing. */
    static void remove(Path bundle) throws IOException {
        for (String name : List.of(PID, ATTACH, CONTROL, WINDOW, CRUN_LOG)) {
            Files.deleteIfExists(bundle.resolve(name));
        }
        for (Path file : execs(bundle)) {
            Files.deleteIfExists(file);
        }
    }

    /** For what is of no use any more, but does no harm: {@link #remove} tries again and complains. */
    static void removeOrLeave(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // left
        }
    }

    static List<Path> execs(Path bundle) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(bundle)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(bundle, EXEC_PREFIX + "*")) {
                stream.forEach(files::add);
            }
        }
        return files;
    }

    /** Removes a directory of plain files and directories. Repeating: does nothing. */
    static void removeTree(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** The processes of this machine that have {@code path} among their words, this program aside. */
    static List<ProcessHandle> processesNaming(Path path) {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own && names(process, path.toString()))
                .toList();
    }

    private static boolean names(ProcessHandle process, String word) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            String[] words = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0");
            return Arrays.asList(words).contains(word);
        } catch (IOException | UncheckedIOException e) {
            return false; // it ended meanwhile
        }
    }
}
