// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

/**
 * The ids of a user namespace: one run of user ids and one of group ids, each beginning with 0 inside.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(Run users, Run groups) {
    /**
     * Ids that follow each other.
     *
     * @param first outside of the namespace, where it is 0 inside
     * @param length how many there are
     */
    public record Run(long first, long length) {
        /** Above the largest id, which the kernel takes for none. */
        public static final long END = 0xffff_ffffL;

        /** @throws IllegalArgumentException when there are no such ids */
        public Run {
            if (first < 0 || length < 1 || first + length > END) {
                throw new IllegalArgumentException("ids from " + first + ", " + length + " of them");
            }
        }

        /** Whether this id of the inside is one of them. */
        public boolean has(long inside) {
            return inside >= 0 && inside < length;
        }

        /** Whether one of these ids is one of those. */
        public boolean overlaps(Run other) {
            return first < other.first + other.length && other.first < first + length;
        }

        String text() {
            return "0:" + first + ":" + length;
        }
    }
}
