// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

/**
 * What the probes of an executable say.
 *
 * @param message what the last failed probe said; empty when there is nothing to say
 */
public record Health(Status status, String message) {
    /** It has no probes, or does not run. */
    static final Health UNKNOWN = new Health(Status.UNKNOWN, "");

    /** The whole of it in one word. */
    public enum Status {
        UNKNOWN,
        STARTING,
        HEALTHY,
        UNHEALTHY
    }
}
