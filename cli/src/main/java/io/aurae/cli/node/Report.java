// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

/** Is told of each piece of work, whether it had to be done or not. */
@FunctionalInterface
public interface Report {
    /** @param changed false when all was there already */
    void step(String what, boolean changed);
}
