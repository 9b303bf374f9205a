// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.events.Events;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.LogLimits;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.UserNamespace;
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
import io.aurae.testing.FakeCgroupTree;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Cells over a fake kernel, with an image from a real registry. */
abstract class CellsOnFakes {
    @TempDir
    Path directory;

    final FakeLinux linux = new FakeLinux();
    FakeCgroupTree tree;
    Cgroups cgroups;
    TestRegistry registry;
    ImageStore images;
    Exits exits;
    Digest image;
    Names names;
    Cells cells;

    /** The labels of pods that there are; the home of their cells tells when it is asked for a control group. */
    final Set<String> pods = new HashSet<>(Set.of("pod"));

    Runnable askedForCgroup = () -> {};

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
        public Optional<UserNamespace> users() {
            return Optional.empty();
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

    String reference() {
        return registry.host() + "/app:1";
    }

    List<String> restart() {
        return restart(Cells.MAX_CELLS);
    }

    List<String> restart(int most) {
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

    CellSpec inImage(String name) {
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

    CellSpec limited(String name) {
        return cell(
                name,
                TestNode.limits(
                        new CgroupLimits.Cpu(5L, 20_000L, 50_000L),
                        new CgroupLimits.Cpuset("0-1", "0"),
                        1L << 30,
                        null));
    }

    void assertNothingLeft(String name) throws IOException {
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
}
