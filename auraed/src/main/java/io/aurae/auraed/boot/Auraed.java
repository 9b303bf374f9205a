// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.cells.CellService;
import io.aurae.auraed.cells.Cells;
import io.aurae.auraed.cells.NodeHome;
import io.aurae.auraed.cells.RootCell;
import io.aurae.auraed.cells.Workshop;
import io.aurae.auraed.discovery.DiscoveryService;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.images.ImageService;
import io.aurae.auraed.instances.InstanceRoute;
import io.aurae.auraed.instances.InstanceService;
import io.aurae.auraed.instances.Instances;
import io.aurae.auraed.instances.Spawner;
import io.aurae.auraed.network.PodNetworks;
import io.aurae.auraed.pods.Ground;
import io.aurae.auraed.pods.PodService;
import io.aurae.auraed.pods.Pods;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.runtime.Exits;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.store.ImageStore;
import io.aurae.rpc.AuraeChannel;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.aurae.rpc.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: every part, made in the order of their dependencies, and closed in the reverse order. It holds no workload, so closing it
 * ends none.
 */
final class Auraed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Auraed.class);
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(5);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final String LISTEN_FD = "AURAE_LISTEN_FD";

    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Closer closer = new Closer();

    private Auraed() {}

    /** Restores what an earlier daemon left and serves. On failure nothing of this one is left. */
    static Auraed start(AuraedConfig config) {
        Auraed auraed = new Auraed();
        try {
            auraed.build(config);
            return auraed;
        } catch (RuntimeException e) {
            auraed.close();
            throw e;
        }
    }

    private void build(AuraedConfig config) {
        Layout layout = new Layout(
                ResourceDirectory.create(config.runtimeDir()), ResourceDirectory.create(config.libraryDir()));
        Linux linux = Linux.load();
        Cgroups cgroups = Cgroups.detect();
        if (!config.nested()) {
            HostSetup.shareMounts(linux);
            cgroups = HostSetup.completeCgroups(cgroups, linux);
        }
        NodeIdentity identity = new NodeIdentity(config);
        NodeRights rights = NodeRights.ofThisProcess();
        Names names = new Names();
        CgroupPath cgroupRoot = new CgroupPath(config.cgroupRoot());
        Place place = Place.host(layout.ociRuntime(), layout.exits(), layout.monitors());

        OciRuntime runtime = new OciRuntime(Programs.find(config), linux);
        Engine engine = new Engine(runtime, closer.add(Exits.watch(layout.exits())), cgroups, linux);
        ImageStore images = closer.add(ImageStore.open(ImageStore.Config.at(layout.images()), new RegistryClient(Registries.of(config)), linux));
        Spawner spawner = new Spawner(
                runtime, linux, cgroups, rights, place, config.launcher(), NestedFlags.of(config), identity);
        Instances instances = new Instances(spawner, names, layout.instances(), layout.nestedLibraries(), cgroupRoot);
        PodNetworks networks = new PodNetworks(config.cniPluginDirs(), config.cniConfigDir());
        Ground ground = new Ground(
                spawner, networks, layout.pods(), layout.networkNamespaces(), layout.nestedLibraries(), cgroupRoot);
        Pods pods = new Pods(ground, names, place);
        Workshop workshop = new Workshop(engine, images, rights, layout.cells(), layout.snapshots());
        NodeHome home = new NodeHome(place, cgroupRoot, config.host());
        Cells cells = new Cells(workshop, names, home, pods);
        Executables rootCell = RootCell.open(workshop, home, layout.rootCell());

        List<String> problems = new ArrayList<>(instances.restore());
        problems.addAll(pods.restore());
        problems.addAll(cells.restore());
        rootCell.restore();
        problems.forEach(problem -> LOG.error("{}", problem));

        InstanceRoute route = closer.add(
                new InstanceRoute(instances, socket -> AuraeChannel.open(new Endpoint.Unix(socket), identity.files())));
        AuraeServerBuilder builder = listen(config, identity)
                .service(new CellService(cells, rootCell, cgroups.unifiedOnly()))
                .service(new InstanceService(instances, identity::instanceId))
                .service(new PodService(pods, cells))
                .service(new ImageService(images, cells::uses))
                .service(new DiscoveryService(Version.TEXT, config.host(), identity.spiffeId(), () -> problems))
                .forward(route);
        if (config.nested()) {
            builder.onIdle(config.idleTimeout(), ending::countDown);
        }
        AuraeServer server = builder.start();
        closer.add(() -> server.shutdown(STOP_GRACE));
        Thread sweeper = Thread.ofVirtual().name("sweeper").start(() -> sweep(cells, rootCell));
        closer.add(sweeper::interrupt);
        LOG.info("auraed {} serves on '{}' as {}", Version.TEXT, config.socket(), identity.spiffeId());
    }

    private static AuraeServerBuilder listen(AuraedConfig config, NodeIdentity identity) {
        String descriptor = System.getenv(LISTEN_FD);
        if (descriptor == null) {
            return AuraeServerBuilder.onSocket(config.socket(), identity.files());
        }
        return AuraeServerBuilder.onInherited(Integer.parseInt(descriptor), identity.files());
    }

    private void sweep(Cells cells, Executables rootCell) {
        try {
            while (!ending.await(SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                cells.sweep();
                rootCell.sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("processes that vanish are not noticed any more until the daemon is restarted", e);
        }
    }

    /** Returns when {@link #stop} is called or, in an instance, nobody has called for a while. */
    void awaitEnd() throws InterruptedException {
        ending.await();
    }

    /** Lets {@link #awaitEnd} return, and returns itself when all is closed. */
    void stop() {
        ending.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes every part, newest first. Repeating: does nothing more. */
    @Override
    public void close() {
        ending.countDown();
        try {
            closer.close();
        } finally {
            ended.countDown();
        }
    }
}
