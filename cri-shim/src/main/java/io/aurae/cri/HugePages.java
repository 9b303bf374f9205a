// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which huge pages can be limited here. Callers of the CRI name all the sizes they know and limit to nothing what was not asked for; where
 * a limit cannot be held, one of nothing is left out, since callers cannot leave it out themselves.
 *
 * @param pages the directory that has one for each size ({@code /sys/kernel/mm/hugepages})
 * @param controllers the kernel's list of controllers ({@code /proc/cgroups})
 */
record HugePages(Path pages, Path controllers) {
    /** Those of the machine that the shim runs on, which is the node's. */
    static final HugePages OF_THIS_MACHINE =
            new HugePages(Path.of("/sys/kernel/mm/hugepages"), Path.of("/proc/cgroups"));

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KB|MB|GB)");

    /** Whether a limit on pages of this size, such as {@code 2MB}, can be held. */
    boolean canBeLimited(String size) {
        Matcher parts = SIZE.matcher(size);
        if (!parts.matches()) {
            return false;
        }
        long kilobytes = Long.parseLong(parts.group(1))
                << switch (parts.group(2)) {
                    case "GB" -> 20;
                    case "MB" -> 10;
                    default -> 0;
                };
        return Files.isDirectory(pages.resolve("hugepages-" + kilobytes + "kB")) && hasController();
    }

    private boolean hasController() {
        try {
            return Files.readString(controllers).lines().anyMatch(line -> line.matches("hugetlb\\s.*\\s1"));
        } catch (IOException e) {
            return false;
        }
    }
}
