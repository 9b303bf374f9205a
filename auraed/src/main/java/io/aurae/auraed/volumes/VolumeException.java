// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong with a volume. */
public abstract sealed class VolumeException extends AuraeException {
    private VolumeException(FaultCode code, String message) {
        super(code, message);
    }

    /** No such volume. */
    static final class NotFound extends VolumeException {
        NotFound(VolumeName name) {
            super(FaultCode.NOT_FOUND, "volume '" + name + "' not found (expected: a created volume)");
        }
    }

    /** A volume of that name is there, made otherwise. */
    static final class AlreadyExists extends VolumeException {
        AlreadyExists(VolumeName name) {
            super(
                    FaultCode.ALREADY_EXISTS,
                    "volume '" + name + "' exists (expected: a free name, or an identical request)");
        }
    }

    /** A cell is allocated with it. */
    static final class InUse extends VolumeException {
        InUse(VolumeName name) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "volume '" + name + "' is used by a cell (expected: one that no cell is allocated with)");
        }
    }

    /** There are too many. */
    static final class TooMany extends VolumeException {
        TooMany(int limit) {
            super(FaultCode.RESOURCE_EXHAUSTED, "the node has " + limit + " volumes (expected: at most " + limit + ")");
        }
    }

    /** The file system did not do what was asked of it. */
    static final class Failed extends VolumeException {
        Failed(VolumeName name, String what, Throwable cause) {
            super(FaultCode.INTERNAL, "volume '" + name + "' " + what + ": " + cause.getMessage());
            initCause(cause);
        }
    }
}
