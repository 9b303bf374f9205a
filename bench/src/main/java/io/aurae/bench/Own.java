// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.List;

/**
 * What only ours has: times in milliseconds, and the memory of each of its daemons (PSS, bytes).
 *
 * @param ps the command line's list of what runs, as a whole process
 * @param firstCall to an instance that sleeps, from connecting to the answer, mutual TLS included
 * @param warmCall a call that the daemon answers from memory, on a connection that has served many
 * @param restart from the kill of a daemon with many pods to its first answer to a new connection
 * @param shim of the CRI shim, with the idle pods up, after load
 * @param nested of the daemon of an instance that was just woken
 * @param daemon of the host's daemon with many pods up
 */
record Own(
        List<Double> ps,
        List<Double> firstCall,
        List<Double> warmCall,
        List<Double> restart,
        List<Double> shim,
        List<Double> nested,
        List<Double> daemon) {
    Own {
        ps = List.copyOf(ps);
        firstCall = List.copyOf(firstCall);
        warmCall = List.copyOf(warmCall);
        restart = List.copyOf(restart);
        shim = List.copyOf(shim);
        nested = List.copyOf(nested);
        daemon = List.copyOf(daemon);
    }
}
