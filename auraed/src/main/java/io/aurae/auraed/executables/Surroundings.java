// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.runtime.Place;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** The cell around executables, as far as they must know it. */
public interface Surroundings {
    /** The cell's name, for messages and ids. */
    String cell();

    /** Whether something can run there now; not so in a stopped pod. */
    boolean isUp();

    /** Held by who starts something, and not to be had while something is being frozen: what is frozen then never comes to its start. */
    Lock starting();

    /** Whether the kernel keeps what is there from running. */
    boolean isFrozen();

    /** Where the OCI runtime puts them; while the surroundings are not up, only good for removing what is left. */
    Place place();

    /** Whether executables have a network of their own, which nobody can reach from this node. */
    boolean isNetworkIsolated();

    /** The IP address at which executables can be reached from this node; empty while they cannot. */
    Optional<String> address();

    /** The control group of one executable, below the cell's own. */
    CgroupPath cgroup(ExecutableName name);

    /**
     * Decides all that the caller left open.
     *
     * @throws io.aurae.base.AuraeException INVALID_ARGUMENT when the specification cannot run here, as with an unknown user
     */
    Prepared prepare(ExecutableSpec spec);
}
