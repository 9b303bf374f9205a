// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.base.Rollback;
import io.aurae.base.ThrowingRunnable;

/** Closes what was added, newest first, all of it even when one fails. */
final class Closer implements AutoCloseable {
    private final Rollback steps = new Rollback();

    <T extends AutoCloseable> T add(T part) {
        steps.push("close " + part.getClass().getSimpleName(), part::close);
        return part;
    }

    /** Adds a step that belongs to no part; {@code what} is the step as a phrase. */
    void add(String what, ThrowingRunnable step) {
        steps.push(what, step);
    }

    /** Repeating: does nothing more. */
    @Override
    public void close() {
        steps.close();
    }
}
