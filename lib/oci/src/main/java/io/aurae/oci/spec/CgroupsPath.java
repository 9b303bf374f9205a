// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

/** The form of a control group's path: absolute, so that it does not depend on where a runtime itself runs. */
final class CgroupsPath {
    private CgroupsPath() {}

    static String require(String path) {
        if (!path.startsWith("/") || path.length() == 1 || path.contains("/../") || path.endsWith("/..")) {
            throw SpecException.invalid("cgroups path '" + path + "' is not usable (expected: such as /aurae/web)");
        }
        return path;
    }
}
