// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel's security modules hold a container to.
 *
 * @param filter of its system calls
 * @param appArmorProfile name of a loaded profile; empty for none
 * @param seLinuxLabel of its processes; empty for the kernel's choice
 */
public record Confinement(SystemCallFilter filter, String appArmorProfile, String seLinuxLabel) {
    /** The default filter of system calls, and nothing else. */
    public static final Confinement STANDARD = of(new SystemCallFilter.Standard());

    private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final Path SELINUX = Path.of("/sys/fs/selinux/enforce");

    /** Only a filter of system calls. */
    public static Confinement of(SystemCallFilter filter) {
        return new Confinement(filter, "", "");
    }

    /** @throws SpecException FAILED_PRECONDITION when this kernel runs without the security module that is asked for */
    public void requireHere() {
        require("AppArmor profile", appArmorProfile, saysYes(APPARMOR));
        require("SELinux label", seLinuxLabel, Files.exists(SELINUX));
    }

    private static boolean saysYes(Path file) {
        try {
            return Files.readString(file).startsWith("Y");
        } catch (IOException e) {
            return false; // a kernel without the module has no such file
        }
    }

    private static void require(String what, String value, boolean here) {
        if (!value.isEmpty() && !here) {
            String module = what.substring(0, what.indexOf(' '));
            throw SpecException.notHere(
                    what + " '" + value + "' cannot be held (expected: a kernel that runs with " + module + ")");
        }
    }
}
