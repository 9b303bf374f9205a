// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The undo of a piece of work made of several steps. Each step registers its undo right after it acquired something; closing runs the
 * undos, newest first, unless the work was finished and {@link #release() released} them.
 *
 * <p>A failing undo does not stop the others. An undo should treat "already gone" as success and bring a deadline of its own. Used by one
 * thread.
 *
 * <pre>{@code
 * try (Rollback rollback = new Rollback()) {
 *     mount(target);
 *     rollback.push("unmount " + target, () -> unmount(target));
 *     start(target);
 *     rollback.release();
 * }
 * }</pre>
 */
public final class Rollback implements AutoCloseable {
    private record Step(String what, ThrowingRunnable undo) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Registers the undo of the step just done; {@code what} is the undo as a phrase, such as "unmount /run/x". */
    public void push(String what, ThrowingRunnable undo) {
        steps.push(new Step(what, undo));
    }

    /** The work is complete: what it acquired is kept, and closing does nothing. */
    public void release() {
        steps.clear();
    }

    /**
     * Runs what was registered since the last release. Repeating: does nothing more.
     *
     * @throws RollbackException when undos failed, with the code of the first and each kept as a suppressed exception; all others have
     *     run nevertheless
     */
    @Override
    public void close() {
        List<String> failed = new ArrayList<>();
        List<Throwable> causes = new ArrayList<>();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.undo().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed.add(step.what() + ": interrupted");
                causes.add(e);
            } catch (Exception e) {
                failed.add(step.what() + ": " + e.getMessage());
                causes.add(e);
            }
        }
        if (!failed.isEmpty()) {
            FaultCode code = causes.getFirst() instanceof AuraeException first ? first.code() : FaultCode.INTERNAL;
            RollbackException all = new RollbackException(code, "undo failed: " + String.join("; ", failed));
            causes.forEach(all::addSuppressed);
            throw all;
        }
    }
}
