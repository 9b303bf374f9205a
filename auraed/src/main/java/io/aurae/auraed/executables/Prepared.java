// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.linux.Signal;
import io.aurae.oci.spec.RuntimeSpec;
import java.util.List;

/**
 * An executable ready to be created: what its surroundings made of its specification.
 *
 * @param spec for the OCI runtime
 * @param facts to remember
 */
public record Prepared(RuntimeSpec spec, Facts facts) {
    /**
     * What is decided once, at the start, and must not change when image or node do.
     *
     * @param stopSignal asks it to end
     * @param uid of its first process
     * @param gid of its first process
     * @param groups all of its first process, this one included
     */
    public record Facts(Signal stopSignal, long uid, long gid, List<Long> groups) {
        public Facts {
            groups = List.copyOf(groups);
        }
    }
}
