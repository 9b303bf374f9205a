// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.events.Events;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.LogLimits;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.base.AuraeException;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Errno;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.oci.runtime.Exits;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.store.ImageStore;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.testing.FakeCgroupTree;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells over a fake kernel, with an image from a real registry: what is made, and what is left when a step of it fails. */
final class CellsTest {
    @TempDir
    Path directory;

    private final FakeLinux linux = new FakeLinux();
    private FakeCgroupTree tree;
    private Cgroups cgroups;
    private TestRegistry registry;
    private ImageStore images;
    private Exits exits;
    private Digest image;
    private Names names;
    private Cells cells;

    /** The labels of pods that there are; the home of their cells tells when it is asked for a control group. */
    private final Set<String> pods = new HashSet<>(Set.of("pod"));

    private Runnable askedForCgroup = () -> {};

    /** A pod that does not run. */
    private final class TestHome implements Home {
        @Override
        public boolean isUp() {
            return false;
        }

        @Override
        public Place place() {
            return Place.host(directory.resolve("crun"), directory.resolve("exits"), directory.resolve("monitors"));
        }

        @Override
        public CgroupPath cgroup(ResourceName cell) {
            askedForCgroup.run();
            return new CgroupPath("/test/" + cell.path());
        }

        @Override
        public String hostname() {
            return "test";
        }

        @Override
        public boolean isInstance() {
            return true;
        }

        @Override
        public Optional<String> address() {
            return Optional.empty();
        }

        @Override
        public List<ContainerMount> mounts() {
            return List.of();
        }

        @Override
        public Optional<Path> sharedMemory() {
            return Optional.empty();
        }
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        tree = FakeCgroupTree.hybrid(Files.createDirectory(directory.resolve("cgroup")));
        cgroups = Cgroups.at(tree.mountinfo(), tree);
        registry = TestRegistry.start();
        registry.put("app", "1", TestImage.of(new TestTar().file("app", "x").gzip()));
        RegistryConfig config = new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of());
        images = ImageStore.open(ImageStore.Config.at(directory.resolve("images")), new RegistryClient(config), linux);
        image = images.pull(Reference.parse(reference()), Credentials.none(), progress -> {})
                .id();
        exits = Exits.watch(directory.resolve("exits"));
        assertThat(restart()).isEmpty();
    }

    @AfterEach
    void close() {
        exits.close();
        images.close();
        registry.close();
    }

    private String reference() {
        return registry.host() + "/app:1";
    }

    private List<String> restart() {
        return restart(Cells.MAX_CELLS);
    }

    private List<String> restart(int most) {
        Path program = Path.of("/nonexistent");
        OciRuntime runtime = new OciRuntime(new RuntimePrograms(program, program, program, program), linux);
        Workshop workshop = new Workshop(
                new Engine(
                        runtime, exits, cgroups, linux, Events.open(directory.resolve("events")), LogLimits.STANDARD),
                images,
                new Volumes(directory.resolve("volumes")),
                NodeRights.ofThisProcess(),
                directory.resolve("cells"),
                directory.resolve("snapshots"));
        names = new Names();
        cells = new Cells(
                workshop,
                names,
                new TestHome(),
                label -> pods.contains(label) ? Optional.of(new TestHome()) : Optional.empty(),
                most);
        return cells.restore();
    }

    private CellSpec inImage(String name) {
        CellSpec plain = cell(name);
        return new CellSpec(
                plain.name(),
                plain.limits(),
                false,
                false,
                plain.labels(),
                new CellSpec.Root(reference(), false),
                List.of(),
                null,
                List.of(),
                plain.security());
    }

    private CellSpec limited(String name) {
        return cell(
                name,
                TestNode.limits(
                        new CgroupLimits.Cpu(5L, 20_000L, 50_000L),
                        new CgroupLimits.Cpuset("0-1", "0"),
                        1L << 30,
                        null));
    }

    private void assertNothingLeft(String name) throws IOException {
        assertThat(cells.find(name(name))).isEmpty();
        assertThat(cgroups.open(new CgroupPath("/test/" + name)).exists()).isFalse();
        assertThat(linux.mounts()).isEmpty();
        assertThat(cells.uses(image)).isFalse();
        for (String kept : List.of("cells", "snapshots")) {
            if (Files.exists(directory.resolve(kept))) {
                try (Stream<Path> entries = Files.list(directory.resolve(kept))) {
                    assertThat(entries).isEmpty();
                }
            }
        }
    }

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

        pods.add("pod");
        assertThat(restart()).isEmpty();
        assertThat(cells.list()).hasSize(2);
    }

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
