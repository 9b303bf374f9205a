// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.proto.cells.v0.ExecutableState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Where cells lie, how many there may be, and how they are listed. */
final class CellsTest extends CellsOnFakes {
    @Test
    void aCellLiesInACellOrAPodThatIsThere() {
        cells.allocate(cell("a"));
        cells.allocate(cell("a/b"));
        cells.allocate(cell("pod/x"));
        for (String orphan : List.of("b/a", "a/c/d", "pod/y/z")) {
            assertThatThrownBy(() -> cells.allocate(cell(orphan)))
                    .isInstanceOf(CellException.NoParent.class)
                    .hasMessageContaining("cell '" + orphan + "'");
        }
    }

    @Test
    void nothingCanRunInAPodThatDoesNotRun() {
        assertThatThrownBy(() -> cells.requireHomeUp(name("pod/x")))
                .hasMessage("cell 'pod/x': pod 'pod' does not run (expected: one that runs)");
        assertThatThrownBy(() -> cells.requireHomeUp(name("b/a"))).isInstanceOf(CellException.NoParent.class);
    }

    @Test
    void freeingTheNameOfAPodIsNotFreeingItsCells() {
        cells.allocate(cell("pod/x"));

        cells.free(name("pod"));
        assertThat(cells.list()).hasSize(1);

        cells.freeAllOf("pod", () -> {});
        assertThat(cells.list()).isEmpty();
    }

    @Test
    void noCellIsAllocatedInAPodThatIsBeingFreed() throws InterruptedException {
        cells.allocate(cell("pod/x"));
        Thread[] allocating = new Thread[1];
        cells.freeAllOf("pod", () -> {
            allocating[0] = Thread.ofPlatform().daemon().start(() -> {
                try {
                    cells.allocate(cell("pod/y"));
                } catch (CellException.NoParent e) {
                    return; // as it should be
                }
            });
            await().until(() -> allocating[0].getState() == Thread.State.WAITING);
            pods.clear();
        });
        allocating[0].join();

        assertThat(cells.list()).isEmpty();
    }

    @Test
    void callersAtTheSameTimeCannotPassTheNumberOfCells() throws InterruptedException {
        restart(5);
        cells.allocate(
                cell("first")); // makes the control group around all of them, which takes a fake kernel some time
        CountDownLatch go = new CountDownLatch(1);
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            CellSpec spec = cell("c" + i % 12);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    answers.add(cells.allocate(spec).name().path());
                } catch (CellException.TooMany e) {
                    answers.add(e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(cells.list()).hasSize(5);
        assertThat(answers)
                .hasSize(24)
                .filteredOn(answer -> answer.startsWith("c"))
                .hasSizeBetween(5, 10);
        assertThat(answers)
                .filteredOn(answer -> !answer.startsWith("c"))
                .containsOnly("the node has 5 cells (expected: at most 5)");
        cells.free(cells.list().getFirst().name());
        cells.allocate(cell("next"));
    }

    @Test
    void cellsAreListedAsTreesAlsoThoseInPodsAndBelowAName() {
        for (String name : List.of("a", "a/b", "a/b/c", "ab", "pod/x", "pod/x/y")) {
            cells.allocate(cell(name));
        }

        assertThat(CellMessages.graph(cells.list(), Optional.empty()))
                .extracting(node -> node.getCell().getName())
                .containsExactly("a", "ab", "pod/x");
        assertThat(CellMessages.graph(cells.list(), Optional.of(name("a/b"))))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.getCell().getName()).isEqualTo("a/b");
                    assertThat(node.getChildren(0).getCell().getName()).isEqualTo("a/b/c");
                });
        assertThat(CellMessages.graph(cells.list(), Optional.of(name("pod"))))
                .singleElement()
                .satisfies(node -> assertThat(node.getChildrenCount()).isEqualTo(1));
    }

    @Test
    void aMainThatWasNotStartedIsShownAsCreated() {
        CellSpec plain = cell("pod/web");
        cells.allocate(new CellSpec(
                plain.name(),
                plain.limits(),
                false,
                false,
                plain.labels(),
                null,
                List.of(),
                TestNode.shell("main", "true"),
                List.of(),
                plain.security()));

        assertThat(CellMessages.graph(cells.list(), Optional.empty()).getFirst().getExecutablesList())
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.getExecutable().getName()).isEqualTo("main");
                    assertThat(status.getState()).isEqualTo(ExecutableState.EXECUTABLE_STATE_CREATED);
                });
        assertThatThrownBy(() -> cells.get(name("pod/web")).start(TestNode.shell("main", "true")))
                .hasMessageContaining("its pod does not run (expected: a started pod)");
    }
}
