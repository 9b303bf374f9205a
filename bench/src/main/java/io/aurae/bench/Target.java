// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A runtime that is measured: ours, or a peer. A peer's name is {@code <runtime>+<OCI runtime>}. */
sealed interface Target permits Containerd, Aurae {
    /** The name of ours. */
    String OURS = "ours";

    String name();

    /** Why it cannot be measured on this machine; empty when it can. */
    Optional<String> missing();

    /** What runs the containers, with its version. */
    String runtimeVersion() throws InterruptedException;

    /** Writes the configuration and starts the daemons; answers the CRI socket, on which they may not answer yet. */
    Path start(Enclosure enclosure, ImageRegistry registry) throws IOException, InterruptedException;
}
