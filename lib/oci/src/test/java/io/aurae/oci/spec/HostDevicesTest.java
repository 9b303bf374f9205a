// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostDevicesTest {
    @Test
    void keepsTheOptionsOfTheMountThatIsSeen() {
        var mounts = List.of(
                at("/dev", "rw", "noexec", "relatime"),
                at("/", "rw"),
                at("/dev", "rw", "nosuid", "mode=755"),
                at("/dev/pts", "rw"));

        assertThat(HostDevices.untouched(mounts))
                .containsExactly(new RuntimeSpec.Mount("/dev", "bind", "/dev", List.of("bind", "remount", "nosuid")));
    }

    @Test
    void mountsNothingWhereNothingIsMounted() {
        assertThat(HostDevices.untouched(List.of(at("/", "rw"), at("/dev/pts", "rw"))))
                .isEmpty();
    }

    private static MountPoint at(String target, String... options) {
        return new MountPoint("/", Path.of(target), "devtmpfs", "devtmpfs", List.of(), List.of(options));
    }
}
