// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import io.aurae.base.Waits;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is changing which resource. A change of a resource waits for changes of the same one, of what it lies in and of what lies in it; any
 * others happen at the same time. Thread-safe.
 *
 * <pre>{@code
 * try (Claims.Claim claim = claims.take(name)) {
 *     …
 * }
 * }</pre>
 */
public final class Claims {
    private final Set<ResourceName> held = new HashSet<>();

    /** The right to change one resource, until it is closed. */
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until nobody else changes this resource. Not to be taken by a thread that holds a claim on it, or around it, already.
     *
     * @throws ResourceException UNAVAILABLE when the thread is interrupted meanwhile
     */
    public synchronized Claim take(ResourceName name) {
        try (Waits.Wait _ = Waits.on("another change of it")) {
            while (held.stream().anyMatch(other -> other.isWithin(name) || name.isWithin(other))) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ResourceException.busy(name, e);
        }
        held.add(name);
        return () -> give(name);
    }

    private synchronized void give(ResourceName name) {
        held.remove(name);
        notifyAll();
    }
}
