// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By which words a program gets into its place. */
class EntranceTest {
    private static final Path BUNDLE = Path.of("/bundle");
    private static final List<String> PROGRAM = List.of("/bin/crun", "run");

    private final RuntimePrograms others = new RuntimePrograms(
            Path.of("/bin/crun"), Path.of("/bin/conmon"), Path.of("/bin/nsenter"), Path.of("/bin/unshare"));
    private final RuntimePrograms own = others.withEnter(Optional.of(Path.of("/bin/aurae-enter")));
    private final Place host = Place.host(Path.of("/crun"), Path.of("/exits"), Path.of("/sockets"));
    private final Place instance = host.inside(7, Path.of("/instance/crun"));

    @Test
    void onTheHostNothingHasToBeEntered() {
        assertThat(Entrance.of(own, host).command(PROGRAM)).isEqualTo(PROGRAM);
        assertThat(Entrance.of(others, host).command(PROGRAM)).isEqualTo(PROGRAM);
    }

    @Test
    void anInstanceIsEnteredWithAllItsNamespaces() {
        assertThat(new Entrance(own, instance, BUNDLE, false).command(PROGRAM))
                .containsExactly(
                        "/bin/aurae-enter",
                        "--target",
                        "7",
                        "--mount",
                        "--pid",
                        "--net",
                        "--ipc",
                        "--uts",
                        "--wd=/bundle",
                        "--",
                        "/bin/crun",
                        "run");
        assertThat(new Entrance(others, instance, BUNDLE, false).command(PROGRAM))
                .startsWith("/bin/nsenter", "--target", "7", "--mount")
                .endsWith("--wd=/bundle", "--", "/bin/crun", "run");
    }

    @Test
    void besideAnInstanceTheHostsProcessesAndMountsStay() {
        assertThat(Entrance.of(own, host.beside(7, Path.of("/beside"))).command(PROGRAM))
                .contains("--net")
                .doesNotContain("--pid", "--mount");
    }

    @Test
    void mountsOfItsOwnAndTheAnswerAreAskedOfTheSameProgram() {
        Entrance entrance = new Entrance(own, host, BUNDLE, true);
        assertThat(entrance.command(PROGRAM))
                .containsExactly("/bin/aurae-enter", "--own-mounts", "--", "/bin/crun", "run");
        assertThat(entrance.commandUntilAnswer(PROGRAM))
                .containsExactly("/bin/aurae-enter", "--own-mounts", "--answer", "--", "/bin/crun", "run");
    }

    @Test
    void withoutOurProgramAShellWaitsForTheAnswer() {
        List<String> words = new Entrance(others, instance, BUNDLE, true).commandUntilAnswer(PROGRAM);
        assertThat(words).startsWith("/bin/sh", "-c").contains("/bin/nsenter", "/bin/unshare");
        assertThat(words.indexOf("/bin/nsenter")).isLessThan(words.indexOf("/bin/unshare"));
    }
}
