// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registry did not give what was asked for. Messages name the registry and never a credential. */
public abstract sealed class RegistryException extends AuraeException {
    private RegistryException(FaultCode code, String message, @Nullable Throwable cause) {
        super(code, message);
        if (cause != null) {
            initCause(cause);
        }
    }

    /** A configured address is no address of a registry. */
    public static final class BadConfig extends RegistryException {
        BadConfig(String message) {
            super(FaultCode.INVALID_ARGUMENT, message, null);
        }
    }

    /** What is kept on the node to be shown to registries cannot be read; the message holds no secret. */
    public static final class BadCredentials extends RegistryException {
        BadCredentials(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }
    }

    /** The registry does not have it. */
    public static final class NotFound extends RegistryException {
        NotFound(String message) {
            super(FaultCode.NOT_FOUND, message, null);
        }
    }

    /** The registry does not let us: credentials are missing or wrong. */
    public static final class Denied extends RegistryException {
        Denied(String message) {
            super(FaultCode.PERMISSION_DENIED, message, null);
        }
    }

    /** The registry is out of reach, or fails, or is too slow; later it may work. */
    public static final class Unreachable extends RegistryException {
        Unreachable(String message, @Nullable Throwable cause) {
            super(FaultCode.UNAVAILABLE, message, cause);
        }
    }

    /** The registry served something else than was asked for: a wrong digest or size, or no document of the protocol. */
    public static final class BadContent extends RegistryException {
        BadContent(String message) {
            super(FaultCode.FAILED_PRECONDITION, message, null);
        }
    }

    /** One failure for several endpoints: of the kind that tells most, with the text of each. */
    static RegistryException of(String subject, List<RegistryException> failures) {
        RegistryException main = failures.stream()
                .min(Comparator.comparingInt(RegistryException::rank))
                .orElseThrow();
        String text = subject + ": "
                + failures.stream().map(RegistryException::getMessage).collect(Collectors.joining("; "));
        RegistryException all = switch (main) {
            case BadConfig e -> new BadConfig(text);
            case BadCredentials e -> new BadCredentials(text);
            case BadContent e -> new BadContent(text);
            case Denied e -> new Denied(text);
            case NotFound e -> new NotFound(text);
            case Unreachable e -> new Unreachable(text, e.getCause());
        };
        failures.forEach(all::addSuppressed);
        return all;
    }

    private static int rank(RegistryException failure) {
        return switch (failure) {
            case BadConfig e -> 0;
            case BadCredentials e -> 1;
            case BadContent e -> 1;
            case Denied e -> 2;
            case NotFound e -> 3;
            case Unreachable e -> 4;
        };
    }
}
