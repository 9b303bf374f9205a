// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplaintTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            executable file `/bin/nope` not found in $PATH: No such file or directory | INVALID_ARGUMENT | program '/bin/nope' not found (expected: a path that exists, or a name in a directory of PATH)
            open executable: Permission denied | INVALID_ARGUMENT | program 'app' is not executable: permission denied (expected: an executable file)
            exec: Exec format error | INVALID_ARGUMENT | program 'app' has no format that this machine executes (expected: one for its processor)
            chdir `/etc/passwd`: Not a directory | INVALID_ARGUMENT | working directory '/etc/passwd': not a directory (expected: a directory that its user may enter)
            error stat'ing file `/nope`: No such file or directory | INVALID_ARGUMENT | mount source '/nope': no such file or directory (expected: a path that exists)
            mount `tmpfs` to `data`: Invalid argument | INVALID_ARGUMENT | mount 'tmpfs' at '/data': invalid argument (expected: a mount that the kernel takes)
            the container `x` is not running | FAILED_PRECONDITION | is not running
            error opening file `/run/x/status`: No such file or directory | FAILED_PRECONDITION | is not running
            setrlimit `RLIMIT_NOFILE`: Operation not permitted | INTERNAL | setrlimit `RLIMIT_NOFILE`: Operation not permitted
            "" | INTERNAL | failed without a message
            """)
    void namesWhatIsAtFault(String said, FaultCode code, String reason) {
        OciException complaint = Complaint.of("create 'web'", said + "\n", "app");
        assertThat(complaint).hasMessage("create 'web': " + reason);
        assertThat(complaint.reason()).isEqualTo(reason);
        assertThat(complaint.code()).isEqualTo(code);
    }

    @Test
    void isNeverLongerThanAMessageShouldBe() {
        assertThat(Complaint.of("create 'web'", "x".repeat(100_000), "app").getMessage())
                .hasSizeLessThan(2100);
    }
}
