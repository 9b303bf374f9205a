// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitsTest {
    private static final ContainerId ID = new ContainerId("web");

    @TempDir
    Path directory;

    @Test
    void findsWhatEndedBeforeTheWatchBegan() throws IOException {
        leave("web", 7);
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        Files.setLastModifiedTime(directory.resolve("web"), FileTime.from(at));
        try (Exits exits = Exits.watch(directory)) {
            assertThat(exits.of(ID)).contains(new Exit(7, at));
            AtomicInteger code = new AtomicInteger(-1);
            exits.onExit(ID, exit -> code.set(exit.code()));
            await().until(() -> code.get() == 7);
        }
    }

    @Test
    void callsEachOnceWhenItEnds() throws IOException {
        try (Exits exits = Exits.watch(directory)) {
            AtomicInteger calls = new AtomicInteger();
            exits.onExit(ID, exit -> calls.addAndGet(exit.code()));
            exits.onExit(ID, exit -> calls.addAndGet(exit.code()));
            exits.onExit(new ContainerId("other"), exit -> calls.addAndGet(1000));
            assertThat(exits.of(ID)).isEmpty();

            leave("web", 21);
            await().until(() -> calls.get() == 42);
            leave("web", 21);
            leave("last", 0);
            AtomicInteger last = new AtomicInteger(-1);
            exits.onExit(new ContainerId("last"), exit -> last.set(exit.code()));
            await().until(() -> last.get() == 0);
            assertThat(calls).hasValue(42);
        }
    }

    @Test
    void losesNoneOfManyThatEndWhileTheyAreRegistered() throws Exception {
        int count = 500;
        Map<String, Integer> codes = new ConcurrentHashMap<>();
        try (Exits exits = Exits.watch(directory)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int number = 0; number < count; number++) {
                    leave("c" + number, number % 256);
                }
            });
            for (int number = count - 1; number >= 0; number--) {
                String id = "c" + number;
                exits.onExit(new ContainerId(id), exit -> codes.merge(id, exit.code(), (one, other) -> -1));
            }
            writer.join();
            await().until(() -> codes.size() == count);
        }
        for (int number = 0; number < count; number++) {
            assertThat(codes).containsEntry("c" + number, number % 256);
        }
    }

    @Test
    void forgetsAContainerWithItsFile() throws IOException {
        try (Exits exits = Exits.watch(directory)) {
            leave("web", 1);
            exits.forget(ID);
            exits.forget(ID);
            assertThat(exits.of(ID)).isEmpty();
            assertThat(directory.resolve("web")).doesNotExist();
        }
    }

    @Test
    void aFileThatCannotBeReadKeepsNobodyElseFromHisExitAndIsLookedAtAgain() throws IOException {
        try (Exits exits = Exits.watch(directory)) {
            AtomicInteger web = new AtomicInteger(-1);
            AtomicInteger other = new AtomicInteger(-1);
            exits.onExit(ID, exit -> web.set(exit.code()));
            exits.onExit(new ContainerId("other"), exit -> other.set(exit.code()));
            Files.createDirectory(directory.resolve("web"));
            leave("other", 5);
            await().until(() -> other.get() == 5);
            Files.delete(directory.resolve("web"));
            leave("web", 7);
            await().until(() -> web.get() == 7);
        }
    }

    @Test
    void aDirectoryThatIsMadeAnewIsWatchedAgain() throws IOException {
        Path exitsDirectory = Files.createDirectory(directory.resolve("exits"));
        try (Exits exits = Exits.watch(exitsDirectory)) {
            AtomicInteger code = new AtomicInteger(-1);
            exits.onExit(ID, exit -> code.set(exit.code()));
            Files.delete(exitsDirectory);
            await().until(() -> Files.isDirectory(exitsDirectory));
            Files.move(Files.writeString(directory.resolve("web.A1B2C3"), "9"), exitsDirectory.resolve("web"));
            await().until(() -> code.get() == 9);
        }
    }

    // As the monitor does it: a temporary file beside it, renamed.
    private void leave(String id, int code) {
        try {
            Path temporary = Files.writeString(directory.resolve(id + ".A1B2C3"), Integer.toString(code));
            Files.move(temporary, directory.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
