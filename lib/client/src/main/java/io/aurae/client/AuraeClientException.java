// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;

/** A call that failed: the status of the wire in the common vocabulary. */
public final class AuraeClientException extends AuraeException {
    private final Status status;

    private AuraeClientException(Status status, Throwable cause) {
        super(code(status.getCode()), message(status), cause);
        this.status = status;
    }

    /** What a stub threw. */
    public static AuraeClientException of(StatusRuntimeException failure) {
        return new AuraeClientException(failure.getStatus(), failure);
    }

    /** What a stub of the second blocking kind threw. */
    public static AuraeClientException of(StatusException failure) {
        return new AuraeClientException(failure.getStatus(), failure);
    }

    /** The status as it came. */
    public Status status() {
        return status;
    }

    private static String message(Status status) {
        String description = status.getDescription();
        return description == null || description.isEmpty() ? "call failed with " + status.getCode() : description;
    }

    private static FaultCode code(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> FaultCode.INVALID_ARGUMENT;
            case NOT_FOUND -> FaultCode.NOT_FOUND;
            case ALREADY_EXISTS -> FaultCode.ALREADY_EXISTS;
            case FAILED_PRECONDITION, UNIMPLEMENTED -> FaultCode.FAILED_PRECONDITION;
            case RESOURCE_EXHAUSTED -> FaultCode.RESOURCE_EXHAUSTED;
            case UNAVAILABLE, ABORTED, CANCELLED -> FaultCode.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> FaultCode.DEADLINE_EXCEEDED;
            case UNAUTHENTICATED -> FaultCode.UNAUTHENTICATED;
            case PERMISSION_DENIED -> FaultCode.PERMISSION_DENIED;
            case OK, UNKNOWN, DATA_LOSS, INTERNAL -> FaultCode.INTERNAL;
        };
    }
}
