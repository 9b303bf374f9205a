// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.Descriptors.MethodDescriptor;

/**
 * Which calls are made: {@code -Daurae.seed=N} makes other ones, {@code -Daurae.calls=N} more of them for each method,
 * {@code -Daurae.methods=REGEX} only those of some.
 */
final class Chosen {
    static final long SEED = Long.getLong("aurae.seed", 20_261_122L);
    static final int CALLS = Integer.getInteger("aurae.calls", 40);
    static final int COMBINATIONS = Math.max(CALLS / 6, 5);

    private Chosen() {}

    static boolean is(MethodDescriptor method) {
        return method.getFullName().matches(System.getProperty("aurae.methods", ".*"));
    }
}
