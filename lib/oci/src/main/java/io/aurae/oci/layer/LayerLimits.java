// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.base.Bytes;

/**
 * How much one layer may unpack to, and what it may bring.
 *
 * @param entries most files, directories and so on
 * @param content most bytes of the uncompressed archive, and of any one file with its holes
 * @param pathBytes most bytes of an entry's name
 * @param ratio how many times its compressed bytes the archive may have, once it has more than {@link #RATIO_FROM_BYTES}
 * @param devices which devices may be in it
 */
public record LayerLimits(long entries, Bytes content, int pathBytes, long ratio, Devices devices) {
    /** What is smaller fills no disk, and may be zeros for a good reason. */
    static final long RATIO_FROM_BYTES = 256L << 20;

    /**
     * Two million entries, 64 GiB, 200 times the compressed size, harmless devices, and names of 3840 bytes, which leaves the kernel's
     * 4096 room for the directory above.
     */
    public static final LayerLimits DEFAULT =
            new LayerLimits(2_000_000, new Bytes(64L << 30), 3840, 200, Devices.HARMLESS);

    /** Refuses an archive that has come to this many bytes, when they are more than {@code most}. */
    static void checkSize(long bytes, long most) {
        if (bytes > most) {
            throw new LayerException.Refused(
                    "its content is too big (expected: at most " + most + " bytes uncompressed)");
        }
    }

    /** Refuses an archive that has come to this many bytes out of so many compressed ones, when that is too many. */
    void check(long bytes, long compressed) {
        checkSize(bytes, content.count());
        if (bytes > RATIO_FROM_BYTES && bytes / ratio > compressed) {
            throw new LayerException.Refused(
                    "its content is more than " + ratio + " times its compressed size (expected: at most that)");
        }
    }

    /** The devices of an image. The whiteouts of overlayfs, character devices 0:0, are none. */
    public enum Devices {
        NONE,
        /** Those that give nobody anything: null, zero, full, random, urandom, tty, console, ptmx. */
        HARMLESS,
        ALL;

        boolean allows(boolean character, long major, long minor) {
            if (this == ALL || (character && major == 0 && minor == 0)) {
                return true;
            }
            boolean memory = major == 1 && (minor == 3 || minor == 5 || minor == 7 || minor == 8 || minor == 9);
            boolean terminal = major == 5 && minor >= 0 && minor <= 2;
            return this == HARMLESS && character && (memory || terminal);
        }
    }
}
