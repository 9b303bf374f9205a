// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A call that the kernel refused: the message names the call, its arguments and the error, such as {@code mount('overlay',
 * '/run/aurae/x', 'overlay', [], 'lowerdir=/a'): ENOENT}.
 */
public final class LinuxException extends AuraeException {
    private final Errno errno;

    /** A failure of {@code call} with these arguments, in the order of its man page. */
    public LinuxException(String call, Errno errno, Object... arguments) {
        super(code(errno), call + "(" + render(arguments) + "): " + errno);
        this.errno = errno;
    }

    /** The kernel's reason. */
    public Errno errno() {
        return errno;
    }

    private static String render(Object... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> argument instanceof Number || argument instanceof Collection
                        ? argument.toString()
                        : "'" + Objects.toString(argument) + "'")
                .collect(Collectors.joining(", "));
    }

    private static FaultCode code(Errno errno) {
        return switch (errno.name()) {
            case "EPERM", "EACCES" -> FaultCode.PERMISSION_DENIED;
            case "ENOENT", "ESRCH" -> FaultCode.NOT_FOUND;
            case "ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "ENOMEM" -> FaultCode.RESOURCE_EXHAUSTED;
            case "ETIMEDOUT" -> FaultCode.DEADLINE_EXCEEDED;
            default -> FaultCode.INTERNAL;
        };
    }
}
