// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a container's processes may do beyond, or less than, the defaults of {@link #DEFAULT}.
 *
 * @param addCapabilities names such as CAP_CHOWN or CHOWN, or ALL
 * @param privileged every capability the node has, no filter of system calls, no hidden paths, all devices, writable /sys
 * @param confinement a privileged container has none, unless it is given a filter of its own
 * @param maskedPaths instead of the default ones when present
 * @param readOnlyPaths instead of the default ones when present
 * @param oomScoreAdj -1000 to 1000; raised to the lowest the node may set
 */
public record Privileges(
        List<String> addCapabilities,
        List<String> dropCapabilities,
        boolean privileged,
        boolean noNewPrivileges,
        Confinement confinement,
        Optional<List<String>> maskedPaths,
        Optional<List<String>> readOnlyPaths,
        OptionalInt oomScoreAdj) {

    /** Fourteen capabilities, the default filter of system calls, masked and read-only kernel paths. */
    public static final Privileges DEFAULT = new Privileges(
            List.of(),
            List.of(),
            false,
            false,
            Confinement.STANDARD,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());

    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/devices/virtual/powercap",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    public Privileges {
        addCapabilities = List.copyOf(addCapabilities);
        dropCapabilities = List.copyOf(dropCapabilities);
        if (oomScoreAdj.isPresent() && Math.abs((long) oomScoreAdj.getAsInt()) > 1000) {
            throw SpecException.invalid(
                    "oom_score_adj '" + oomScoreAdj.getAsInt() + "' is out of range (expected: -1000 to 1000)");
        }
    }

    /** The same with {@code privileged} set. */
    public static Privileges everything() {
        return new Privileges(
                List.of(),
                List.of(),
                true,
                false,
                Confinement.STANDARD,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    Optional<RuntimeSpec.Seccomp> filter(Capabilities capabilities) {
        boolean none = privileged && confinement.filter() instanceof SystemCallFilter.Standard;
        return none ? Optional.empty() : confinement.filter().filter(capabilities);
    }

    Capabilities capabilities(NodeRights node) {
        Capabilities asked = privileged
                ? node.capabilities()
                : Capabilities.CONTAINER_DEFAULT.with(addCapabilities, dropCapabilities);
        return asked.within(node.capabilities());
    }

    List<String> masked() {
        return maskedPaths.orElse(privileged ? List.of() : MASKED);
    }

    List<String> readOnly() {
        return readOnlyPaths.orElse(privileged ? List.of() : READ_ONLY);
    }
}
