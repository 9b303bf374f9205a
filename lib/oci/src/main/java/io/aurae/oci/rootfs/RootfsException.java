// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.rootfs;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** A root file system does not have what was looked for. */
public abstract sealed class RootfsException extends AuraeException {
    private RootfsException(FaultCode code, String message) {
        super(code, message);
    }

    /** A user or group that is unreadable, out of range, or unknown to the image. */
    public static final class NoSuchUser extends RootfsException {
        NoSuchUser(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** A path that cannot be resolved inside the root, or a file there that is too big to read or no regular file. */
    public static final class BadPath extends RootfsException {
        BadPath(String message) {
            super(FaultCode.FAILED_PRECONDITION, message);
        }
    }
}
