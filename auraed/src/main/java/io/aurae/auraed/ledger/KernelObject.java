// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

/**
 * Something that the kernel has, or a network plugin keeps.
 *
 * @param name the path of a control group, mount, namespace or socket; the bundle of a process; the name of a link; an address behind the
 *     pod it is for
 */
public record KernelObject(Kind kind, String name) {
    /** What there is. */
    public enum Kind {
        CGROUP("control group"),
        MOUNT("mount"),
        NAMESPACE("network namespace"),
        LINK("network link"),
        ADDRESS("address"),
        PROCESS("process"),
        SOCKET("socket");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Whether this is the other one or lies below it. */
    boolean isWithin(KernelObject other) {
        return kind == other.kind
                && (other.name.isEmpty() || name.equals(other.name) || name.startsWith(other.name + "/"));
    }

    @Override
    public String toString() {
        return kind + " '" + name + "'";
    }
}
