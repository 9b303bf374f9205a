// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.base.FaultCode;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxExceptionTest {
    @Test
    void theMessageNamesTheCallItsArgumentsAndTheError() {
        LinuxException e = new LinuxException("umount2", Errno.EBUSY, Path.of("/x"), Set.of(UnmountFlag.DETACH), 7);
        assertThat(e).hasMessage("umount2('/x', [DETACH], 7): EBUSY");
        assertThat(e.errno()).isEqualTo(Errno.EBUSY);
    }

    @ParameterizedTest
    @CsvSource({
        "1, EPERM, PERMISSION_DENIED",
        "13, EACCES, PERMISSION_DENIED",
        "2, ENOENT, NOT_FOUND",
        "28, ENOSPC, RESOURCE_EXHAUSTED",
        "110, ETIMEDOUT, DEADLINE_EXCEEDED",
        "16, EBUSY, INTERNAL",
        "122, EDQUOT, RESOURCE_EXHAUSTED",
        "41, errno 41, INTERNAL",
        "600, errno 600, INTERNAL"
    })
    void anErrorHasItsNameAndItsCode(int number, String name, FaultCode code) {
        Errno errno = new Errno(number);
        assertThat(errno.name()).isEqualTo(name);
        assertThat(new LinuxException("x", errno).code()).isEqualTo(code);
    }
}
