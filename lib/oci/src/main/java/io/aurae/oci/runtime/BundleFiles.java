// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.base.DirectoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files that the programs and we ourselves leave in a bundle, and the processes that were started for it. */
final class BundleFiles {
    static final String PID = "pidfile";
    static final String ATTACH = "attach";
    static final String CONTROL = "ctl";
    static final String CRUN_LOG = "crun.log";
    static final String EXEC_PREFIX = "exec-";
    private static final String WINDOW = "winsz";
    private static final Set<String> PATH_OPTIONS = Set.of("-b", "--bundle", "--process");

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

    /** Removes a directory with all that is in it. Repeating: does nothing. */
    static void removeTree(Path directory) throws IOException {
        DirectoryTree.remove(directory);
    }

    /** conmon's and crun's processes that were given {@code path} as the bundle, or as the process to run beside one. */
    static List<ProcessHandle> processesNaming(Path path) {
        return ProcessHandle.allProcesses()
                .filter(process -> isGiven(process, path.toString()))
                .toList();
    }

    private static boolean isGiven(ProcessHandle process, String path) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            List<String> words = List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
            int index = words.indexOf(path);
            return index > 0 && PATH_OPTIONS.contains(words.get(index - 1));
        } catch (IOException e) {
            return false; // it ended meanwhile
        }
    }
}
