// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By which words crun is started where it gives its standard streams away. */
class OwnNullTest {
    private static final Path CRUN = Path.of("/bin/crun");

    private final RuntimePrograms others =
            new RuntimePrograms(CRUN, Path.of("/bin/conmon"), Path.of("/bin/nsenter"), Path.of("/bin/unshare"));
    private final RuntimePrograms own = others.withEnter(Optional.of(Path.of("/bin/aurae-enter")));

    @Test
    void anotherDeviceIsPutInThePlaceOfTheNodesWhereItIsNeeded() {
        assertThat(new OwnNull(own, true).crun()).containsExactly("/bin/aurae-enter", "--own-null", "--", "/bin/crun");
        assertThat(new OwnNull(own, false).crun()).containsExactly("/bin/crun");
        assertThat(new OwnNull(others, true).crun()).containsExactly("/bin/crun");
    }

    @Test
    void conmonStartsItByThese() {
        Place place = Place.host(Path.of("/crun"), Path.of("/exits"), Path.of("/sockets"));
        Stdio stdio = new Stdio(false, Stdio.Stdin.EMPTY, Path.of("/log"));
        ContainerId id = new ContainerId("box");
        List<String> words = ConmonCommand.create(new OwnNull(own, true), place, id, Path.of("/bundle"), stdio);

        assertThat(words)
                .containsSubsequence(
                        "-r",
                        "/bin/aurae-enter",
                        "--runtime-arg=--own-null",
                        "--runtime-arg=--",
                        "--runtime-arg=/bin/crun",
                        "--runtime-arg=--root=/crun");
    }
}
