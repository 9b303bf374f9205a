// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.linux.Linux;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
class ReadOnlyProgramRootTest {
    private final Linux linux = Linux.load();

    @TempDir
    Path directory;

    private ReadOnlyProgram program;

    @BeforeEach
    void install() throws IOException {
        install("exit 7");
        program = new ReadOnlyProgram(linux, directory.resolve("tool"), directory.resolve("programs/tool"));
    }

    @AfterEach
    void unmount() {
        program.unmount();
    }

    @Test
    void theProgramRunsFromTheMountAndCannotBeWrittenToThere() throws Exception {
        Path place = program.mount();

        assertThat(place).isEqualTo(directory.resolve("programs/tool"));
        assertThat(new ProcessBuilder(place.toString()).start().waitFor()).isEqualTo(7);
        assertThatThrownBy(() -> Files.writeString(place, "other")).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aSecondDaemonKeepsTheMountUnlessTheProgramWasReplaced() throws Exception {
        program.mount();
        program.mount();
        assertThat(mounts()).isEqualTo(1);

        install("exit 8");
        Path place = program.mount();

        assertThat(mounts()).isEqualTo(1);
        assertThat(new ProcessBuilder(place.toString()).start().waitFor()).isEqualTo(8);
    }

    @Test
    void theMountIsTakenAwayHoweverOften() {
        program.mount();

        program.unmount();
        program.unmount();

        assertThat(mounts()).isZero();
    }

    @Test
    void whereItCannotBeMountedItIsStartedFromWhereItIs() throws IOException {
        Files.writeString(directory.resolve("programs"), "in the way");

        assertThat(program.mount()).isEqualTo(directory.resolve("tool"));
        Files.delete(directory.resolve("programs"));
    }

    private long mounts() {
        return linux.mounts().stream()
                .filter(mount -> mount.target().startsWith(directory))
                .count();
    }

    private void install(String script) throws IOException {
        Path fresh = directory.resolve("fresh");
        Files.writeString(fresh, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, directory.resolve("tool"), StandardCopyOption.REPLACE_EXISTING);
    }
}
