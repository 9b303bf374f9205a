// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.ArrayList;
import java.util.List;

/** How quiet the machine was: how long the same small piece of work, the start and end of a process, takes in each round. */
final class Noise {
    private final List<Double> millis = new ArrayList<>();

    /** Does the work once. */
    void probe() throws InterruptedException {
        long begin = System.nanoTime();
        Program.run("true");
        millis.add((System.nanoTime() - begin) / 1e6);
    }

    Distribution spread() {
        return Distribution.of(millis);
    }
}
