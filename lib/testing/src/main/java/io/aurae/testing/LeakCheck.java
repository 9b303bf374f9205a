// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a name of its own, and fails the test when a process, mount, cgroup, network namespace, link or file that carries the
 * name is still there ten seconds after it. Tests of different runs never see each other's things, so they may run at once.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LeakCheck leaks = new LeakCheck();
 * }</pre>
 *
 * <p>The check runs after the test's {@code @AfterEach} methods.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private @Nullable String name;

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

    @Override
    public void beforeEach(ExtensionContext context) {
        int number = ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36 * 36);
        String digits = Integer.toString(number, 36);
        name = "t" + "0".repeat(5 - digits.length()) + digits;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .untilAsserted(
                        () -> assertThat(leaks()).as("left behind by the test").isEmpty());
    }

    /** Everything on this machine that carries the test's name now, one line each. */
    public List<String> leaks() {
        return KernelObjects.carrying(name());
    }
}
