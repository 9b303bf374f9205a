// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A root directory that holds one program under many names, and the libraries it wants. */
final class BusyboxRoot {
    private static final Path PROGRAM = Path.of("/bin/busybox");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static final List<String> APPLETS = List.of(
            "sh",
            "cat",
            "chroot",
            "dd",
            "echo",
            "env",
            "grep",
            "hostname",
            "id",
            "ls",
            "mkdir",
            "mount",
            "ps",
            "pwd",
            "readlink",
            "sleep",
            "stty",
            "test",
            "touch",
            "true",
            "tty",
            "umount",
            "unshare",
            "yes",
            "head",
            "kill",
            "setsid");

    private BusyboxRoot() {}

    /** Skips the test where the program is not installed. */
    static void assume() {
        if (!Files.isExecutable(PROGRAM)) {
            String reason = "skipped: " + PROGRAM + " is not installed (Debian: busybox or busybox-static)";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    static Path make(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        for (String name : List.of("proc", "dev", "sys", "tmp", "etc")) {
            Files.createDirectory(root.resolve(name));
        }
        Files.copy(PROGRAM, bin.resolve("busybox"));
        for (String applet : APPLETS) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        copyLibraries(root);
        Files.writeString(bin.resolve("text"), "no program\n");
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        return root;
    }

    private static void copyLibraries(Path root) throws IOException {
        Process ldd = new ProcessBuilder("ldd", PROGRAM.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher library = LIBRARY.matcher(said);
        while (library.find()) {
            Path copy = root.resolve(library.group(1).substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(library.group(1)), copy);
        }
    }
}
