// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where a created process waits to be let through: a FIFO in crun's state of it, from which it reads one byte. Writing that byte is all that
 * {@code crun start} does for a container without hooks, as ours are; see decision 0031.
 */
record StartGate(Path fifo) {
    private static final String NAME = "exec.fifo";

    static StartGate of(Place place, ContainerId id) {
        return new StartGate(place.runtimeRoot().resolve(id.value()).resolve(NAME));
    }

    /** Lets the process through; false when there is no gate. The runtime takes a process without a gate for started. */
    boolean open() throws IOException {
        // Opened for reading too, so that a process that has died cannot make us wait for it.
        try (FileChannel gate = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.delete(fifo);
            gate.write(ByteBuffer.allocate(1));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
