// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.Optional;

/** Which system calls the processes of a container may make. */
public sealed interface SystemCallFilter {
    /** The filter to write for a container of these capabilities; empty for none. */
    Optional<RuntimeSpec.Seccomp> filter(Capabilities capabilities);

    /** What is not known to be harmless fails; more is allowed to a container that has the capability for it. */
    record Standard() implements SystemCallFilter {
        @Override
        public Optional<RuntimeSpec.Seccomp> filter(Capabilities capabilities) {
            return Optional.of(SeccompProfile.standard().forCapabilities(capabilities));
        }
    }

    /** Every call may be made. */
    record None() implements SystemCallFilter {
        @Override
        public Optional<RuntimeSpec.Seccomp> filter(Capabilities capabilities) {
            return Optional.empty();
        }
    }

    /** A filter of the caller's own, whatever the capabilities. */
    record Own(RuntimeSpec.Seccomp profile) implements SystemCallFilter {
        /**
         * Reads a profile in the words of the OCI runtime specification's {@code linux.seccomp}.
         *
         * @throws SpecException INVALID_ARGUMENT that names the key, action or system call that is not acceptable
         */
        public static Own parse(String json) {
            return new Own(SeccompDocument.parse(json));
        }

        @Override
        public Optional<RuntimeSpec.Seccomp> filter(Capabilities capabilities) {
            return Optional.of(profile);
        }
    }
}
