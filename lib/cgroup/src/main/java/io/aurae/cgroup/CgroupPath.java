// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import java.util.List;

/**
 * Where a control group lies below the root of every hierarchy, such as {@code /aurae/web}: absolute, of names of 1 to 255 bytes without
 * {@code .}, {@code ..} and control characters. The root itself is none. A {@link CgroupException} refuses anything else.
 */
public record CgroupPath(String path) {
    private static final int LONGEST = 4000;

    public CgroupPath {
        List<String> names = List.of(path.split("/", -1));
        boolean absolute = names.size() > 1 && names.getFirst().isEmpty() && path.length() <= LONGEST;
        if (!absolute || !names.stream().skip(1).allMatch(CgroupPath::isName)) {
            throw CgroupException.invalid("cgroup path", path, "an absolute path such as /aurae/web");
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 255
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** The path of the control group {@code name} right below this one; {@code name} may itself be a path such as {@code a/b}. */
    public CgroupPath child(String name) {
        return new CgroupPath(path + "/" + name);
    }

    @Override
    public String toString() {
        return path;
    }
}
