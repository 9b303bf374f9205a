// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * A control group that could not be made, changed or removed. A refused limit is named with its value and what would be accepted; any other
 * refusal of the kernel with the file and what was written to it.
 */
public final class CgroupException extends AuraeException {
    CgroupException(FaultCode code, String message) {
        super(code, message);
    }

    /** The kernel's refusal of {@code deed}, such as "write 'FROZEN' to /sys/fs/cgroup/freezer/web/freezer.state". */
    CgroupException(String deed, IOException cause) {
        super(code(cause), deed + ": " + reason(cause), cause);
    }

    private CgroupException(FaultCode code, String message, IOException cause) {
        super(code, message, cause);
    }

    static CgroupException invalid(String subject, Object value, String expectation) {
        return new CgroupException(
                FaultCode.INVALID_ARGUMENT, subject + " '" + value + "' is refused (expected: " + expectation + ")");
    }

    /** A limit that no control group can have. */
    static CgroupException limit(String limit, Object value, String expectation) {
        return new CgroupException(
                FaultCode.INVALID_ARGUMENT, "limit " + limit + " '" + value + "' (expected: " + expectation + ")");
    }

    /** A limit that this kernel, or what is mounted of it, cannot hold. */
    static CgroupException unavailable(String limit, Object value, String expectation) {
        return new CgroupException(
                FaultCode.FAILED_PRECONDITION, "limit " + limit + " '" + value + "' (expected: " + expectation + ")");
    }

    /** The kernel's refusal of a limit, in the words of who set it. */
    static CgroupException refused(Hierarchy.Setting setting, IOException cause) {
        String reason = reason(cause);
        String expected = switch (reason) {
            case "No such device", "No such device or address" -> "a whole block device of this machine";
            case "Device or resource busy" -> "room for what is in use already";
            case "No such file or directory", "Operation not supported" -> "a kernel with the file " + setting.file();
            default -> "a value that this kernel, the group above and those below allow";
        };
        FaultCode code = switch (reason) {
            case "No such device", "No such device or address" -> FaultCode.INVALID_ARGUMENT;
            case "No such file or directory", "Operation not supported" -> FaultCode.FAILED_PRECONDITION;
            default -> code(cause);
        };
        String message = "limit " + setting.limit() + " '" + setting.value().strip() + "' is refused by the kernel: "
                + reason + " (expected: " + expected + ")";
        return new CgroupException(code, message, cause);
    }

    static String reason(IOException cause) {
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
