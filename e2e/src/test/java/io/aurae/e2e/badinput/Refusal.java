// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How the daemon says no. */
record Refusal(Status.Code code, String message) {
    static Refusal of(ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("the call was not refused").isNotNull();
        return new Refusal(
                refused.getStatus().getCode(),
                String.valueOf(refused.getStatus().getDescription()));
    }

    /** The code, and in the message the subject, the value in quotes and what was expected. */
    void assertIs(Status.Code expected, String... parts) {
        assertThat(code).as(message).isEqualTo(expected);
        assertThat(message).contains(parts);
    }
}
