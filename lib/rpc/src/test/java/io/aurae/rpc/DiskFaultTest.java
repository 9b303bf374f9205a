// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurae.base.Rollback;
import io.aurae.base.RollbackException;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskFaultTest {
    @ParameterizedTest
    @CsvSource({
        "No space left on device, RESOURCE_EXHAUSTED, free space",
        "Disk quota exceeded, RESOURCE_EXHAUSTED, a larger quota",
        "Read-only file system, UNAVAILABLE, a file system that can be written"
    })
    void aFaultOfTheDiskIsTheStatusOfTheCallWhateverFailedBecauseOfIt(
            String reason, Status.Code code, String expected) {
        Rollback rollback = new Rollback();
        rollback.push("write", () -> {
            throw new UncheckedIOException(new FileSystemException("/run/x", null, reason));
        });
        RollbackException failure = catchThrowableOfType(RollbackException.class, rollback::close);

        Status status = Faults.status(failure);

        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription())
                .startsWith("undo failed: write")
                .contains(reason + " (expected: " + expected);
    }

    @Test
    void whatIsNoFaultOfTheDiskIsToldAsBefore() {
        assertThat(Faults.status(new UncheckedIOException(new IOException("No such device")))
                        .getCode())
                .isEqualTo(Status.Code.INTERNAL);
    }
}
