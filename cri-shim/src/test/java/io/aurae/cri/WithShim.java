// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.BindableService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shim on a socket of its own, in front of a node in memory. */
abstract class WithShim {
    @TempDir
    Path directory;

    final FakeNode node = new FakeNode();
    TestSockets sockets;
    Caller caller;

    /** Services that the node has beside its usual ones; it tells no events. */
    BindableService[] more() {
        return new BindableService[0];
    }

    @BeforeEach
    void serve() {
        sockets = TestSockets.serve(directory, node, more());
        caller = Caller.of(sockets, directory);
    }

    @AfterEach
    void close() {
        sockets.close();
    }
}
