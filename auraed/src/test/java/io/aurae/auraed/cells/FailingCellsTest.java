// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.Boot;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.AuraeException;
import io.aurae.linux.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is left of cells when a step of their lives fails, and who waits for whom. */
final class FailingCellsTest extends CellsOnFakes {
    @Test
    void whicheverChangeOfAControlGroupFailsNothingIsLeft() throws IOException {
        int failures = 0;
        while (cells.find(name("web")).isEmpty()) {
            tree.failChange(failures + 1);
            try {
                cells.allocate(limited("web"));
            } catch (AuraeException e) {
                failures++;
                tree.failChange(0);
                assertNothingLeft("web");
                names.reserve("web", Names.Kind.POD);
                names.release("web", Names.Kind.POD);
            }
        }

        assertThat(failures).as("changes that were made to fail").isGreaterThan(10);
        tree.failChange(0);
        cells.free(name("web"));
        assertNothingLeft("web");
    }

    @Test
    void aRootThatCannotBeMountedLeavesNothing() throws IOException {
        linux.failCall(1, Errno.EPERM);
        assertThatThrownBy(() -> cells.allocate(inImage("pod/web")))
                .isInstanceOf(AuraeException.class)
                .hasMessageContaining("cannot mount image");
        assertNothingLeft("pod/web");

        cells.allocate(inImage("pod/web"));
        assertThat(linux.mounts()).hasSize(1);
        cells.free(name("pod/web"));
        assertNothingLeft("pod/web");
    }

    @Test
    void aCellThatCannotBeFreedIsListedAndCanBeFreedAgain() throws IOException {
        cells.allocate(inImage("pod/web"));
        linux.failCall(1, Errno.EIO);

        assertThatThrownBy(() -> cells.free(name("pod/web"))).isInstanceOf(AuraeException.class);

        assertThat(cells.list()).hasSize(1);
        assertThat(directory.resolve("cells/pod.web/cell.json")).exists();
        cells.free(name("pod/web"));
        assertNothingLeft("pod/web");
    }

    @Test
    void whatCellsWroteIsDroppedAfterARebootAndNotBeforeOne() throws IOException {
        Path snapshots = directory.resolve("snapshots");
        Path earlier = ResourceDirectory.create(snapshots.resolve("earlier"));
        Files.writeString(earlier.resolve("boot"), "another one");
        Path ofAnother = ResourceDirectory.create(snapshots.resolve("other@1"));
        Boot.mark(ofAnother);

        assertThat(restart()).singleElement().asString().contains("snapshots/other@1", "has no cell");
        assertThat(earlier).doesNotExist();
        assertThat(ofAnother).exists();
    }

    @Test
    void anImageIsInUseFromBeforeItsCellIsMadeUntilThatIsFreed() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        askedForCgroup = () -> {
            reached.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread allocating = Thread.ofVirtual().start(() -> cells.allocate(inImage("pod/web")));
        reached.await();

        assertThat(cells.uses(image)).isTrue();
        assertThatThrownBy(() -> images.remove(reference(), cells::uses)).isInstanceOf(AuraeException.class);

        go.countDown();
        allocating.join();
        assertThat(cells.uses(image)).isTrue();
        cells.free(name("pod/web"));
        assertThat(cells.uses(image)).isFalse();
        images.remove(reference(), cells::uses);
        assertThatThrownBy(() -> cells.allocate(inImage("pod/web")))
                .hasMessageContaining("cell 'pod/web': image '" + reference() + "' not found on this node");
        assertThat(cells.uses(image)).isFalse();
    }

    @Test
    void aCellWhosePodIsGoneIsReportedAndLeftAsItIsUntilThePodIsBack() {
        cells.allocate(cell("pod/web"));
        cells.allocate(cell("pod/web/inner"));
        pods.clear();

        assertThat(restart()).hasSize(2).first().asString().contains("cells/pod.web", "parent 'pod' not found");
        assertThat(cells.list()).isEmpty();
        assertThat(cells.uses(image)).as("which a damaged cell may have").isTrue();

        pods.add("pod");
        assertThat(restart()).isEmpty();
        assertThat(cells.list()).hasSize(2);
        assertThat(cells.uses(image)).isFalse();
    }
}
