// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a node with the cell "web", frees all of it afterwards, and looks for what is left.
 *
 * <pre>{@code
 * @RegisterExtension
 * final OneCell one = new OneCell();
 * }</pre>
 */
final class OneCell implements BeforeEachCallback, AfterEachCallback {
    private final LeakCheck leaks = new LeakCheck();
    private @Nullable TestNode node;
    private @Nullable Cell cell;

    /** The daemon that is there now. */
    TestNode node() {
        return Objects.requireNonNull(node, "a node is there only while a test runs");
    }

    /** The cell as it was allocated; a daemon that was opened later has another object for it. */
    Cell cell() {
        return Objects.requireNonNull(cell, "a cell is there only while a test runs");
    }

    /** A directory of the test's own. */
    Path directory() {
        return leaks.directory();
    }

    /** Ends the daemon, and leaves what runs. */
    void end() {
        node().close();
    }

    /** Opens the daemon that finds what the last one left, which must be nothing that it complains of. */
    void begin() {
        node = TestNode.open(leaks);
        assertThat(node.problems).isEmpty();
    }

    void restart() {
        end();
        begin();
    }

    /** Patience for a busy machine, and no time lost on a quiet one. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        leaks.beforeEach(context);
        begin();
        cell = node().cells.allocate(TestNode.cell("web"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        leaks.atEnd("end the daemon", this::end);
        leaks.atEnd("free everything", () -> node().freeAll());
        leaks.afterEach(context);
    }
}
