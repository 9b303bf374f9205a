// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.base.Rollback;
import io.aurae.base.ThrowingRunnable;
import io.aurae.linux.MountPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a name of its own, and fails the test when a process, mount, cgroup, network namespace, link, socket or file that
 * carries the name is still there ten seconds after it. Tests of different runs never see each other's things, so they may run at once.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LeakCheck leaks = new LeakCheck();
 * }</pre>
 *
 * <p>In a static field it covers the class as a whole: one name, one check after the last test. The check runs after the
 * {@code @AfterEach} (or {@code @AfterAll}) methods: first what was registered by {@link #atEnd}, newest first, then the search, then the
 * test's own directory goes. A process counts when its command, environment, working directory or cgroup carries the name.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final Duration patience;
    private final Rollback undo = new Rollback();
    private boolean wholeClass;
    private @Nullable String name;

    public LeakCheck() {
        this(Duration.ofSeconds(10));
    }

    LeakCheck(Duration patience) {
        this.patience = patience;
    }

    /**
     * The name of the running test, short enough for a network link: put it into the path of the runtime directory, the cgroup, the
     * bridge and whatever else the test makes.
     */
    public String name() {
        if (name == null) {
            throw new IllegalStateException("the name of a test is known only while it runs");
        }
        return name;
    }

    /** A directory that carries the name and goes after the test, mode 0700; its path is short enough for Unix sockets in it. */
    public Path directory() {
        Path directory = ownDirectory();
        if (!Files.isDirectory(directory)) {
            try {
                Files.createDirectory(directory);
                Files.setAttribute(directory, "unix:mode", 0700);
            } catch (IOException e) {
                throw new AssertionError("make " + directory, e);
            }
        }
        return directory;
    }

    /** Has {@code step} run at the end of the test, however it ends; {@code what} is the step as a phrase, such as "stop the daemon". */
    public void atEnd(String what, ThrowingRunnable step) {
        undo.push(what, step);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        wholeClass = true;
        begin();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!wholeClass) {
            begin();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!wholeClass) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        end();
    }

    void begin() {
        int number = ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36 * 36);
        String digits = Integer.toString(number, 36);
        name = "t" + "0".repeat(5 - digits.length()) + digits;
    }

    void end() throws IOException {
        try {
            undo.close();
        } finally {
            awaitNothingLeft();
            remove(ownDirectory());
        }
    }

    private void awaitNothingLeft() {
        try {
            await().atMost(patience)
                    .pollInterval(Duration.ofMillis(50))
                    .pollDelay(Duration.ZERO)
                    .until(() -> leaks().isEmpty());
        } catch (ConditionTimeoutException e) {
            assertThat(leaks()).as("left behind by the test").isEmpty();
        }
    }

    /** Everything on this machine that carries the test's name now, one line each; {@link #directory()} itself is none. */
    public List<String> leaks() {
        return KernelObjects.carrying(name(), ownDirectory());
    }

    private Path ownDirectory() {
        return Path.of("/tmp", name());
    }

    /** No mount lies below it any more: that would have been a leak. */
    private static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        assertThat(MountPoint.all()).noneMatch(mount -> mount.target().startsWith(directory));
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
