// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.cells.CellService;
import io.aurae.auraed.cells.Cells;
import io.aurae.auraed.cells.NodeHome;
import io.aurae.auraed.cells.RootBook;
import io.aurae.auraed.cells.RootCell;
import io.aurae.auraed.cells.Workshop;
import io.aurae.auraed.discovery.DiscoveryService;
import io.aurae.auraed.events.CallEvents;
import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.EventService;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.failpoints.FailpointService;
import io.aurae.auraed.images.ImageCollector;
import io.aurae.auraed.images.ImageService;
import io.aurae.auraed.images.NodeUsage;
import io.aurae.auraed.instances.CertificateService;
import io.aurae.auraed.instances.InstanceCallers;
import io.aurae.auraed.instances.InstanceRoute;
import io.aurae.auraed.instances.InstanceService;
import io.aurae.auraed.instances.Instances;
import io.aurae.auraed.instances.NestedLogs;
import io.aurae.auraed.instances.Spawner;
import io.aurae.auraed.ledger.Ledger;
import io.aurae.auraed.ledger.NodeService;
import io.aurae.auraed.network.PodNetworks;
import io.aurae.auraed.observe.DaemonLog;
import io.aurae.auraed.observe.ObserveService;
import io.aurae.auraed.pods.Ground;
import io.aurae.auraed.pods.PodService;
import io.aurae.auraed.pods.Pods;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.volumes.VolumeService;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.base.Failpoint;
import io.aurae.linux.IdleMemory;
import io.aurae.oci.image.Platform;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.runtime.Exits;
import io.aurae.oci.store.ImageStore;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.time.Duration;
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
    private static final Duration COLLECT_INTERVAL = Duration.ofSeconds(60);
    private static final Duration REVIEW_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);
    private static final Duration NESTED_LOGS_INTERVAL = Duration.ofSeconds(10);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final String LISTEN_FD = "AURAE_LISTEN_FD";

    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Closer closer = new Closer();

    private final DaemonLog log;

    private Auraed(DaemonLog log) {
        this.log = log;
    }

    /**
     * Restores what an earlier daemon left and serves. On failure nothing of this one is left.
     *
     * @param log what this daemon writes to its own log
     */
    static Auraed start(AuraedConfig config, DaemonLog log) {
        Auraed auraed = new Auraed(log);
        try {
            auraed.build(config);
            return auraed;
        } catch (RuntimeException e) {
            auraed.close();
            throw e;
        }
    }

    private void build(AuraedConfig config) {
        Machine machine = Machine.of(config);
        NodeIdentity identity = new NodeIdentity(config);
        Node node = node(config, machine, identity);
        closer.add(node::close);
        node.restore().forEach(problem -> LOG.error("{}", problem));
        AuraeServer server = server(config, identity, node).start();
        closer.add(() -> server.shutdown(STOP_GRACE));
        closer.add(
                node.images()
                        ::stopPulls); // before their callers are cut off, which would end them as not wanted any more
        every("sweeper", SWEEP_INTERVAL, node::sweep);
        every("ledger", REVIEW_INTERVAL, node.ledger()::review);
        every("log-keeper", LOG_INTERVAL, node::keepLogs);
        Waking waking = new Waking(node, identity, server);
        CertificateUpkeep upkeep = new CertificateUpkeep(waking, config.instanceCertificateValidity());
        nowAndEvery("certificate-upkeep", upkeep.pause(), () -> server.busy(upkeep::renew));
        NestedLogs logs = new NestedLogs(
                waking::running, waking::wake, config.logs().size().count());
        nowAndEvery("nested-logs", NESTED_LOGS_INTERVAL, () -> server.busy(logs::look));
        closer.add(Thread.ofVirtual().name("image-collector").start(() -> collectImages(config, node))::interrupt);
        if (!config.nested()) {
            Thread.ofVirtual()
                    .name("warm")
                    .start(() -> identity.warm(machine.layout().scratch()));
        }
        LOG.info("auraed {} serves on '{}' as {}", Version.TEXT, config.socket(), identity.spiffeId());
    }

    /** The registries of everything that runs on this node, in the order in which they need each other. */
    private Node node(AuraedConfig config, Machine machine, NodeIdentity identity) {
        Layout layout = machine.layout();
        closer.add("unmount crun", machine.crun()::unmount);
        closer.add(
                "remove the control group when nothing is in it",
                () -> machine.cgroups().open(machine.cgroupRoot()).deleteIfUnused());
        Names names = new Names();
        Events events = closer.add(Events.open(layout.events()));
        events.record(Resource.NODE, EventKind.STARTED, "auraed " + Version.TEXT);
        Exits exits = closer.add(Exits.watch(layout.exits()));
        Engine engine = new Engine(machine.runtime(), exits, machine.cgroups(), machine.linux(), events, config.logs());
        RegistryClient registry = new RegistryClient(Registries.of(config, machine.linux()));
        ImageStore images = closer.add(ImageStore.open(
                new ImageStore.Config(
                        layout.images(), Platform.host(), config.images().limits()),
                registry,
                machine.linux()));
        Spawner spawner = machine.spawner(config, identity);
        Instances instances = new Instances(
                spawner, names, layout.instances(), layout.nestedLibraries(), machine.cgroupRoot(), events);
        PodNetworks networks = new PodNetworks(
                machine.linux(),
                config.cniPluginDirs(),
                config.cniConfigDir(),
                layout.networks(),
                config.cniPluginTimeout());
        Ground ground = new Ground(
                spawner,
                networks,
                layout.pods(),
                layout.networkNamespaces(),
                layout.nestedLibraries(),
                machine.cgroupRoot(),
                machine.userIds(config),
                events);
        Pods pods = new Pods(ground, names, machine.place());
        Volumes volumes = new Volumes(layout.volumes());
        Workshop workshop = new Workshop(engine, images, volumes, machine.rights(), layout.cells(), layout.snapshots());
        NodeHome home = new NodeHome(machine.place(), machine.cgroupRoot(), config.host());
        Cells cells = new Cells(workshop, names, home, pods);
        Executables rootCell = RootCell.open(workshop, home, layout.rootCell());
        RootBook rootBook = new RootBook(home, rootCell, layout.rootCell());
        Ledger ledger = new Ledger(
                List.of(instances.book(), pods.book(), cells.book(), rootBook, machine.crun()),
                machine.kernel(config, networks));
        return new Node(names, spawner, images, volumes, instances, pods, cells, rootCell, engine, ledger);
    }

    private AuraeServerBuilder server(AuraedConfig config, NodeIdentity identity, Node node) {
        InstanceRoute route = closer.add(new InstanceRoute(node.instances(), identity::channelTo));
        boolean cgroupV2 = node.engine().cgroups().unifiedOnly();
        AuraeServerBuilder builder = listen(config, identity)
                .service(new CellService(node.cells(), node.rootCell(), cgroupV2))
                .service(new InstanceService(node.instances(), identity::instanceId))
                .service(new CertificateService(identity::id, node.names()::isInstance, identity::sign))
                .service(new PodService(node.pods(), node.cells()))
                .service(new ImageService(node.images(), node.cells()::uses, node.events(), usage(config, node)))
                .service(new NodeService(node.ledger()))
                .service(new VolumeService(node.volumes(), node.cells()::usesVolume))
                .service(new EventService(node.events()))
                .service(new ObserveService(log, node::running))
                .service(new DiscoveryService(Version.TEXT, config.host(), identity.spiffeId(), node::problems))
                .intercept(Auraed::noticeCall)
                .intercept(new InstanceCallers(identity::id))
                .forward(route)
                .onCall(new CallEvents(node.events()))
                .onCall(call -> IdleMemory.answered());
        if (Failpoint.isPossible()) {
            LOG.warn("failpoints can be switched on: this daemon is for tests");
            builder.service(new FailpointService());
        }
        return config.nested() ? builder.onIdle(config.idleTimeout(), node::keepsAwake, ending::countDown) : builder;
    }

    private static <Q, R> ServerCall.Listener<Q> noticeCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        IdleMemory.called();
        return next.startCall(call, headers);
    }

    private static NodeUsage usage(AuraedConfig config, Node node) {
        Layout layout = new Layout(config.runtimeDir(), config.libraryDir());
        return new NodeUsage(
                node.images(),
                node.cells()::uses,
                layout.places(),
                node.engine().linux());
    }

    private static AuraeServerBuilder listen(AuraedConfig config, NodeIdentity identity) {
        String descriptor = System.getenv(LISTEN_FD);
        if (descriptor == null) {
            return AuraeServerBuilder.onSocket(config.socket(), identity.files());
        }
        return AuraeServerBuilder.onInherited(Integer.parseInt(descriptor), identity.files());
    }

    private void every(String name, Duration interval, Runnable work) {
        closer.add(Thread.ofVirtual().name(name).start(() -> repeat(interval, work))::interrupt);
    }

    private void nowAndEvery(String name, Duration interval, Runnable work) {
        closer.add(Thread.ofVirtual().name(name).start(() -> {
            work.run();
            repeat(interval, work);
        })::interrupt);
    }

    private void repeat(Duration interval, Runnable work) {
        try {
            while (!ending.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collectImages(AuraedConfig config, Node node) {
        ImageCollector collector = new ImageCollector(
                node.images(), node.cells()::uses, config.images().collection(), node.events());
        try {
            while (!ending.await(COLLECT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    collector.collect().forEach(image -> LOG.info("image '{}' collected", image.label()));
                } catch (RuntimeException e) {
                    LOG.warn("unused images could not be collected, trying again", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
