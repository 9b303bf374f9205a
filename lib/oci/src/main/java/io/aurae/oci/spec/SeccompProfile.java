// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The default filter of system calls, read from the data file {@code seccomp.json}: what is not allowed there fails with EPERM. Calls
 * listed under a capability are allowed only to a container that has it.
 */
final class SeccompProfile {
    private static final String RESOURCE = "seccomp.json";
    private static final String ALLOW = "SCMP_ACT_ALLOW";
    private static final String ERRNO = "SCMP_ACT_ERRNO";
    private static final int EPERM = 1;

    /** The data file. {@code rules} apply to every container, {@code without} to one that lacks the capability. */
    private record Profile(
            Map<String, List<String>> architectures,
            Map<String, List<String>> allow,
            Map<String, List<String>> with,
            Map<String, List<RuntimeSpec.Syscalls>> without,
            List<RuntimeSpec.Syscalls> rules) {}

    private static final class Standard {
        static final SeccompProfile PROFILE = new SeccompProfile(load());
    }

    private final Profile profile;

    private SeccompProfile(Profile profile) {
        this.profile = profile;
    }

    static SeccompProfile standard() {
        return Standard.PROFILE;
    }

    RuntimeSpec.Seccomp forCapabilities(Capabilities capabilities) {
        List<String> allowed = new ArrayList<>();
        profile.allow().values().forEach(allowed::addAll);
        List<RuntimeSpec.Syscalls> rules = new ArrayList<>(profile.rules());
        for (Capability capability : Capability.values()) {
            String name = "CAP_" + capability.name();
            if (capabilities.has(capability)) {
                allowed.addAll(profile.with().getOrDefault(name, List.of()));
            } else {
                rules.addAll(profile.without().getOrDefault(name, List.of()));
            }
        }
        rules.addFirst(
                new RuntimeSpec.Syscalls(allowed.stream().distinct().sorted().toList(), ALLOW, null, List.of()));
        return new RuntimeSpec.Seccomp(ERRNO, EPERM, architectures(), List.of(), rules);
    }

    private List<String> architectures() {
        return profile.architectures().getOrDefault(System.getProperty("os.arch", ""), List.of());
    }

    private static Profile load() {
        try (InputStream in = SeccompProfile.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("is not among the resources");
            }
            return SpecJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), Profile.class);
        } catch (IOException | JsonParseException e) {
            throw SpecException.unreadable(RESOURCE, e);
        }
    }
}
