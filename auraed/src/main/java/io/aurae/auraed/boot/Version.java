// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.util.Objects;

/** The version of this program. */
final class Version {
    /** From the jar's manifest; {@code development} when run from classes. */
    static final String TEXT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}
