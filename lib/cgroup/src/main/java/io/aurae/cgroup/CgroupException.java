// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * A control group that could not be made, changed or removed. When the kernel refused, the message names the file and what was written to
 * it.
 */
public final class CgroupException extends AuraeException {
    CgroupException(FaultCode code, String message) {
        super(code, message);
    }

    /** The kernel's refusal of {@code deed}, such as "write '0-99' to /sys/fs/cgroup/web/cpuset.cpus". */
    CgroupException(String deed, IOException cause) {
        super(code(cause), deed + ": " + reason(cause), cause);
    }

    static CgroupException invalid(String subject, Object value, String expectation) {
        return new CgroupException(
                FaultCode.INVALID_ARGUMENT, subject + " '" + value + "' is refused (expected: " + expectation + ")");
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static FaultCode code(IOException cause) {
        return switch (reason(cause)) {
            case "No such file or directory" -> FaultCode.NOT_FOUND;
            case "Permission denied", "Operation not permitted", "Read-only file system" -> FaultCode.PERMISSION_DENIED;
            case "Invalid argument", "Numerical result out of range" -> FaultCode.INVALID_ARGUMENT;
            case "Device or resource busy" -> FaultCode.FAILED_PRECONDITION;
            case "No space left on device", "Resource temporarily unavailable" -> FaultCode.RESOURCE_EXHAUSTED;
            default -> FaultCode.INTERNAL;
        };
    }
}
