// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo</a>.
 *
 * @param root the directory of the file system that is seen at {@code target}
 * @param propagation such as {@code shared:1} or {@code master:2}; empty when private
 * @param options those of this mount and of its file system ("rw", "cpuset", "lowerdir=/a:/b"), without the doubles
 */
public record MountPoint(
        String root, Path target, String type, String source, List<String> propagation, List<String> options) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    /** The mounts that this process sees, in the order of the kernel: a later one at the same target hides an earlier one. */
    public static List<MountPoint> all() {
        return read(Path.of("/proc/self/mountinfo"));
    }

    /** Reads a file of this form. */
    public static List<MountPoint> read(Path mountinfo) {
        try (var lines = Files.lines(mountinfo)) {
            return lines.map(MountPoint::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MountPoint parse(String line) {
        List<String> fields = List.of(line.split(" "));
        int dash = fields.indexOf("-");
        List<String> options = Pattern.compile(",")
                .splitAsStream(fields.get(5) + "," + fields.get(dash + 3))
                .map(MountPoint::unescape)
                .distinct()
                .toList();
        return new MountPoint(
                unescape(fields.get(3)),
                Path.of(unescape(fields.get(4))),
                fields.get(dash + 1),
                unescape(fields.get(dash + 2)),
                List.copyOf(fields.subList(6, dash)),
                options);
    }

    private static String unescape(String field) {
        return ESCAPE.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    /** Whether mounts made below it appear in other mount namespaces too. */
    public boolean isShared() {
        return propagation.stream().anyMatch(tag -> tag.startsWith("shared:"));
    }
}
