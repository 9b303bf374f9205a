// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.linux.Errno;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeLinuxTest extends LinuxContract {
    FakeLinuxTest() {
        super(new FakeLinux());
    }

    @Test
    void theNthCallFailsOnceAndTheOthersAreRecorded(@TempDir Path directory) {
        FakeLinux fake = new FakeLinux();
        fake.failCall(2, Errno.ENOSPC);
        fake.mount("tmpfs", directory, "tmpfs", Set.of(), "size=1m");
        assertThatThrownBy(() -> fake.unmount(directory, Set.of())).hasMessageContaining("ENOSPC");
        fake.unmount(directory, Set.of());
        assertThat(fake.calls())
                .containsExactly(
                        "mount(tmpfs, " + directory + ", tmpfs, [], size=1m)", "umount2(" + directory + ", [])");
    }
}
