// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.util.OptionalInt;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * A message with room for one byte and one descriptor (<a href="https://man7.org/linux/man-pages/man7/unix.7.html">SCM_RIGHTS</a>). The
 * kernel closes what has no room. All parts lie in one block of memory, which lives as long as this object is in use.
 */
final class RightsMessage {
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    /** From the control message's head to the end of its descriptor. */
    private static final int CONTROL_SIZE = 20;
    /** The offsets: struct msghdr, struct iovec, struct cmsghdr with its descriptor, the byte. */
    private static final int CONTROL_LENGTH = 40;

    private static final int VECTOR = 56;
    private static final int CONTROL = 72;
    private static final int LEVEL = CONTROL + 8;
    private static final int TYPE = CONTROL + 12;
    private static final int DESCRIPTOR = CONTROL + 16;
    private static final int CONTENT = 96;

    private final Pointer block = Memory.allocateDirect(LibC.runtime(), CONTENT + 1, true);

    RightsMessage() {
        block.putAddress(16, block.address() + VECTOR);
        block.putLong(24, 1);
        block.putAddress(32, block.address() + CONTROL);
        block.putLong(CONTROL_LENGTH, CONTROL_SIZE);
        block.putAddress(VECTOR, block.address() + CONTENT);
        block.putLong(VECTOR + 8, 1);
    }

    /** One that hands over {@code fd}. */
    static RightsMessage of(int fd) {
        RightsMessage message = new RightsMessage();
        message.block.putLong(CONTROL, CONTROL_SIZE);
        message.block.putInt(LEVEL, SOL_SOCKET);
        message.block.putInt(TYPE, SCM_RIGHTS);
        message.block.putInt(DESCRIPTOR, fd);
        return message;
    }

    Pointer pointer() {
        return block;
    }

    /** The descriptor, if there was one in what the kernel wrote here. */
    OptionalInt descriptor() {
        boolean present = block.getLong(CONTROL_LENGTH) >= CONTROL_SIZE
                && block.getInt(LEVEL) == SOL_SOCKET
                && block.getInt(TYPE) == SCM_RIGHTS;
        return present ? OptionalInt.of(block.getInt(DESCRIPTOR)) : OptionalInt.empty();
    }
}
