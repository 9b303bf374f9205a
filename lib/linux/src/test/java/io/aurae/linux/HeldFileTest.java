// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldFileTest {
    @TempDir
    Path outside;

    private Path inside;
    private HeldFile root;

    @BeforeEach
    void makeTree() throws IOException {
        Files.writeString(outside.resolve("secret"), "outside");
        inside = Files.createDirectory(outside.resolve("root"));
        Files.createDirectory(inside.resolve("etc"));
        Files.writeString(inside.resolve("secret"), "inside");
        root = HeldFile.directory(inside);
    }

    @AfterEach
    void release() {
        root.close();
        root.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "/secret", "../secret", "etc/../../../secret", "/../secret"})
    void aPathStaysInsideWhateverLeadsUpwards(String path) throws IOException {
        try (HeldFile found = root.followedWithin(path)) {
            assertThat(Files.readString(found.path())).isEqualTo("inside");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secret", "../secret", "../../../../../secret", "etc/../../secret"})
    void aLinkIsFollowedInsideOnly(String target) throws IOException {
        Files.createSymbolicLink(inside.resolve("link"), Path.of(target));
        try (HeldFile found = root.followedWithin("link")) {
            assertThat(Files.readString(found.path())).isEqualTo("inside");
        }
        try (HeldFile link = root.within("link")) {
            assertThat(link.linkTarget()).isEqualTo(target);
        }
    }

    @Test
    void aLinkOfTheKernelIsNotFollowed() {
        try (HeldFile whole = HeldFile.directory(Path.of("/"))) {
            LinuxException refused =
                    catchThrowableOfType(LinuxException.class, () -> whole.followedWithin("proc/self/root/etc"));
            assertThat(refused.errno().name()).isEqualTo("ELOOP");
        }
    }

    @Test
    void whatIsHeldStaysTheSameFileWhenAnotherTakesItsName() throws IOException {
        try (HeldFile etc = root.child("etc")) {
            Files.move(inside.resolve("etc"), inside.resolve("moved"));
            Files.createSymbolicLink(inside.resolve("etc"), outside);
            try (HeldFile made = etc.create("made")) {
                Files.writeString(made.path(), "here");
            }
        }
        assertThat(inside.resolve("moved/made")).hasContent("here");
        assertThat(outside.resolve("made")).doesNotExist();
    }

    @Test
    void aNewFileTakesTheNameOfNothingThatIsThere() throws IOException {
        Files.createSymbolicLink(inside.resolve("link"), outside.resolve("made"));
        LinuxException refused = catchThrowableOfType(LinuxException.class, () -> root.create("link"));
        assertThat(refused.errno()).isEqualTo(Errno.EEXIST);
        assertThat(outside.resolve("made")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "etc/..", "/"})
    void aNameIsOneComponent(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> root.child(name));
        assertThatIllegalArgumentException().isThrownBy(() -> root.path(name));
    }

    @Test
    void theKindOfItsFileSystemIsKnown() {
        try (HeldFile processes = HeldFile.directory(Path.of("/proc"))) {
            assertThat(processes.fileSystem()).isEqualTo(0x9fa0);
        }
    }
}
