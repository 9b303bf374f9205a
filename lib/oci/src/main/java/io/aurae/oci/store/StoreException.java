// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import org.jspecify.annotations.Nullable;

/** The store of images cannot do what was asked. */
public abstract sealed class StoreException extends AuraeException {
    private StoreException(FaultCode code, String message, @Nullable Throwable cause) {
        super(code, message);
        if (cause != null) {
            initCause(cause);
        }
    }

    /** The node does not have the image. */
    public static final class NoSuchImage extends StoreException {
        NoSuchImage(String message) {
            super(FaultCode.NOT_FOUND, message, null);
        }
    }

    /** A name that stands for no image, or for several. */
    public static final class BadName extends StoreException {
        BadName(String message) {
            super(FaultCode.INVALID_ARGUMENT, message, null);
        }
    }

    /** The image is needed by something that runs. */
    public static final class InUse extends StoreException {
        InUse(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }
    }

    /** Something of the image is not on the disk any more. */
    public static final class Incomplete extends StoreException {
        Incomplete(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }
    }

    /** The disk, or what of it may be used, is full. */
    public static final class Full extends StoreException {
        Full(String message, Throwable cause) {
            super(FaultCode.RESOURCE_EXHAUSTED, message, cause);
        }
    }

    /** Another process has the store open. */
    public static final class Taken extends StoreException {
        Taken(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }
    }

    /** What the registry served is refused; the message names image, content and entry. */
    public static final class Refused extends StoreException {
        Refused(String message, @Nullable Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, message, cause);
        }
    }

    /** A pull ended before its image was there, because nobody wanted it any more. */
    public static final class Stopped extends StoreException {
        Stopped(String message) {
            super(FaultCode.UNAVAILABLE, message, null);
        }
    }

    /** The kernel refused a mount. */
    public static final class MountFailed extends StoreException {
        MountFailed(String message, @Nullable Throwable cause) {
            super(FaultCode.INTERNAL, message, cause);
        }
    }

    /** Reading or writing the store's own files failed. */
    public static final class Broken extends StoreException {
        Broken(String message, @Nullable Throwable cause) {
            super(FaultCode.INTERNAL, message, cause);
        }
    }
}
