// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/** A step that may fail with any exception. */
@FunctionalInterface
public interface ThrowingRunnable {
    void run() throws Exception;
}
