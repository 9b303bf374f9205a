// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSpecTest {
    @Test
    void aLaterValueOfAVariableWinsAndKeepsItsPlace() {
        ProcessSpec process = ProcessSpec.of("true").withEnv(List.of("A=1", "B=2", "A=3=4", "C="));
        assertThat(process.env()).containsExactly("A=3=4", "B=2", "C=");
        assertThat(process.withEnv(List.of("PATH=/x")).environment(List.of("HOSTNAME=h")))
                .containsExactly("PATH=/x", "HOSTNAME=h");
        assertThat(process.withTerminal(true).withEnv(List.of()).environment(List.of()))
                .contains("TERM=xterm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=x", "A", "A=\0"})
    void refusesAVariableWithoutAName(String entry) {
        assertThatThrownBy(() -> ProcessSpec.of("true").withEnv(List.of(entry))).isInstanceOf(SpecException.class);
    }

    @Test
    void refusesNoProgramAndARelativeDirectory() {
        assertThatThrownBy(ProcessSpec::of).hasMessage("program '' is empty (expected: at least one word)");
        assertThatThrownBy(() -> ProcessSpec.of("")).isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> ProcessSpec.of("true").withCwd("tmp"))
                .hasMessage("working directory 'tmp' is not absolute (expected: a path that begins with '/')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "", "/a/../b", "/..", "/a\0"})
    void refusesAMountWithAnUnusablePath(String path) {
        assertThatThrownBy(() -> new ContainerMount.Bind("/src", path, false, ContainerMount.Propagation.PRIVATE))
                .isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> new ContainerMount.Tmpfs(path, false, List.of()))
                .isInstanceOf(SpecException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "rshared", "size=1,exec", "dev=/x", "size=-1", "mode=9999", "lowerdir=/etc"})
    void refusesAnOptionThatIsNoneOfTmpfs(String option) {
        assertThatThrownBy(() -> new ContainerMount.Tmpfs("/t", false, List.of(option)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("'" + option + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web", "/", "/a/../b", "/a/.."})
    void refusesACgroupsPathThatIsNotAbsolute(String path) {
        assertThatThrownBy(() -> new ContainerSpec(Path.of("/r"), ProcessSpec.of("true"), path))
                .isInstanceOf(SpecException.class);
    }
}
