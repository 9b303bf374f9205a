// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootUsersTest {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void fill() throws IOException {
        root = directory.resolve("root");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), """
            root:x:0:0:root:/root:/bin/sh
            # a comment
            broken:x:none:0::/:
            nginx:x:101:102:nginx:/nonexistent:/bin/false
            1000:x:7:7:a name of digits:/:
            """);
        Files.writeString(root.resolve("etc/group"), """
            root:x:0:nginx
            nginx:x:102:nginx
            adm:x:4:syslog,nginx
            big:x:4294967294:
            """);
    }

    private UserIds resolve(String spec) {
        return RootUsers.read(root, "app:v1").resolve(spec);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0",
        "root, 0, 0",
        "0, 0, 0",
        "nginx, 101, 102",
        "101, 101, 102",
        "5000, 5000, 0",
        "nginx:adm, 101, 4",
        "nginx:9, 101, 9",
        "7:big, 7, 4294967294",
        ":adm, 0, 4",
        "nginx:, 101, 102",
        "1000, 7, 7",
        "4294967294:4294967294, 4294967294, 4294967294"
    })
    void namesAndNumbersBecomeIds(String spec, long uid, long gid) {
        UserIds ids = resolve(spec);
        assertThat(ids.uid()).isEqualTo(uid);
        assertThat(ids.gid()).isEqualTo(gid);
    }

    @Test
    void theGroupsThatListTheUserAreAddedUnlessAGroupIsGiven() {
        assertThat(resolve("nginx").additionalGids()).containsExactly(0L, 4L);
        assertThat(resolve("101").additionalGids()).containsExactly(0L, 4L);
        assertThat(resolve("nginx:adm").additionalGids()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, user 'nobody'",
        "-1, user '-1'",
        "4294967295, user '4294967295'",
        "broken, user 'broken'",
        "root:none, group 'none'",
        "root:a:b, group 'a:b'",
        "' root', user ' root'"
    })
    void whatTheImageDoesNotKnowIsNamedWithTheImage(String spec, String subject) {
        assertThatExceptionOfType(RootfsException.NoSuchUser.class)
                .isThrownBy(() -> resolve(spec))
                .withMessageStartingWith(subject + " is not known to image 'app:v1' (expected: ")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../secret", "/../../../secret", "/etc/../../secret"})
    void aLinkOutOfTheRootStaysInside(String target) throws IOException {
        Files.writeString(directory.resolve("secret"), "thief:x:1:1::/:\n");
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of(target));
        Files.writeString(root.resolve("secret"), "inside:x:3:3::/:\n");
        assertThat(resolve("inside").uid()).isEqualTo(3);
    }

    @Test
    void aLinkedDirectoryIsFollowedInsideTheRoot() throws IOException {
        Files.move(root.resolve("etc"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("etc"), Path.of("/real/../../real"));
        assertThat(resolve("nginx").uid()).isEqualTo(101);
    }

    @Test
    void aLoopOfLinksIsRefused() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("passwd"));
        assertThatExceptionOfType(RootfsException.BadPath.class)
                .isThrownBy(() -> resolve("root"))
                .withMessageContaining("has too many symbolic links");
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        Files.createDirectory(root.resolve("etc/passwd"));
        assertThatExceptionOfType(RootfsException.BadPath.class)
                .isThrownBy(() -> resolve("root"))
                .withMessage("'/etc/passwd' of image 'app:v1' is no regular file (expected: one)");
    }

    @Test
    @Timeout(60)
    void aFileThatIsExchangedForAPipeMeanwhileIsNeverWaitedFor() throws Exception {
        Path passwd = root.resolve("etc/passwd");
        Path file = Files.copy(passwd, root.resolve("file"));
        Path pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Thread exchange = Thread.ofPlatform().daemon().start(() -> exchange(passwd, List.of(pipe, file)));
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            try {
                resolve("nginx");
                read++;
            } catch (RootfsException.BadPath e) {
                assertThat(e).hasMessageContaining("is no regular file");
            }
        }
        exchange.interrupt();
        exchange.join();
        assertThat(read).isBetween(1, 4_999);
    }

    private void exchange(Path place, List<Path> kinds) {
        Path next = root.resolve("next");
        try {
            while (true) {
                for (Path kind : kinds) {
                    Files.createLink(next, kind);
                    Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
                    if (Thread.interrupted()) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutFilesNumbersStillWork() throws IOException {
        Files.delete(root.resolve("etc/passwd"));
        Files.delete(root.resolve("etc/group"));
        assertThat(resolve("12:34")).isEqualTo(new UserIds(12, 34, List.of()));
        assertThat(resolve("")).isEqualTo(new UserIds(0, 0, List.of()));
    }
}
