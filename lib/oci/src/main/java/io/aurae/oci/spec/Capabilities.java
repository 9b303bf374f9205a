// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A set of Linux capabilities. */
public record Capabilities(Set<Capability> set) {
    /** What a container may do when nothing is said: the fourteen that container engines agree on. */
    public static final Capabilities CONTAINER_DEFAULT = new Capabilities(EnumSet.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FSETID,
            Capability.FOWNER,
            Capability.MKNOD,
            Capability.NET_RAW,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETFCAP,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.SYS_CHROOT,
            Capability.KILL,
            Capability.AUDIT_WRITE));

    /** The empty set. */
    static final Capabilities NONE = new Capabilities(Set.of());

    public Capabilities {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(set);
        set = Collections.unmodifiableSet(copy);
    }

    /**
     * Those this process, and so whatever it starts, can ever have.
     *
     * @throws SpecException when /proc does not tell
     */
    public static Capabilities ofThisProcess() {
        Path status = Path.of("/proc/self/status");
        try {
            return ofStatus(Files.readAllLines(status));
        } catch (IOException e) {
            throw SpecException.unreadable(status.toString(), e);
        }
    }

    static Capabilities ofStatus(List<String> lines) {
        String prefix = "CapBnd:";
        long mask = lines.stream()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(prefix.length()).strip(), 16))
                .findFirst()
                .orElse(0);
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        Capability[] byNumber = Capability.values();
        for (int number = 0; number < byNumber.length; number++) {
            if ((mask & (1L << number)) != 0) {
                set.add(byNumber[number]);
            }
        }
        return new Capabilities(set);
    }

    /**
     * These, with those {@code added} and without those {@code dropped}; {@code ALL} in either list stands for every one. What is named
     * wins over {@code ALL} of the other list; what both lists name, or both call ALL, is dropped.
     *
     * @throws SpecException INVALID_ARGUMENT when a name is not known
     */
    public Capabilities with(Collection<String> added, Collection<String> dropped) {
        EnumSet<Capability> result = EnumSet.noneOf(Capability.class);
        result.addAll(set);
        if (saysAll(added)) {
            result.addAll(EnumSet.allOf(Capability.class));
        }
        if (saysAll(dropped)) {
            result.clear();
        }
        result.addAll(named(added));
        result.removeAll(named(dropped));
        return new Capabilities(result);
    }

    /** Those that {@code available} has too. */
    public Capabilities within(Capabilities available) {
        EnumSet<Capability> result = EnumSet.noneOf(Capability.class);
        result.addAll(set);
        result.retainAll(available.set);
        return new Capabilities(result);
    }

    boolean has(Capability capability) {
        return set.contains(capability);
    }

    List<String> names() {
        return set.stream().map(capability -> "CAP_" + capability.name()).toList();
    }

    /**
     * The sets of a process: for root all but the ambient and inheritable ones; another user starts with none in effect but those in
     * {@code ambient}, and can gain the others only by a file's capabilities.
     */
    RuntimeSpec.Capabilities toSpec(Capabilities ambient) {
        List<String> names = names();
        return new RuntimeSpec.Capabilities(names, names, ambient.names(), names, ambient.names());
    }

    private static boolean saysAll(Collection<String> names) {
        return names.stream().anyMatch(name -> name.equalsIgnoreCase("ALL"));
    }

    private static EnumSet<Capability> named(Collection<String> names) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        names.stream()
                .filter(name -> !name.equalsIgnoreCase("ALL"))
                .map(Capabilities::parse)
                .forEach(set::add);
        return set;
    }

    private static Capability parse(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String bare = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        for (Capability capability : Capability.values()) {
            if (capability.name().equals(bare)) {
                return capability;
            }
        }
        throw SpecException.invalid(
                "capability '" + name + "' is not known (expected: a name such as CAP_CHOWN, or ALL)");
    }
}
