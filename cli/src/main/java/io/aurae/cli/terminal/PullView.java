// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import io.aurae.proto.images.v0.PullProgress;
import java.io.PrintStream;

/** Shows how far a pull is, until it is closed. */
public sealed interface PullView extends AutoCloseable permits PullBar, PullLines {

    /** A bar on a terminal, lines elsewhere. */
    static PullView on(PrintStream out, boolean isTerminal, String reference) {
        return isTerminal ? new PullBar(out, reference) : new PullLines(out, reference);
    }

    void show(PullProgress progress);

    @Override
    void close();
}
