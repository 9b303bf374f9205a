// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.events.Events;
import io.aurae.auraed.instances.TestSpawner;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.network.PodNetworks;
import io.aurae.auraed.network.PortMapping;
import io.aurae.auraed.pods.PodState.Allocated;
import io.aurae.auraed.pods.PodState.Between;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.pods.PodState.Stopped;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.Linux;
import io.aurae.linux.MountPoint;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods with real instances, and a network plugin that is a script. */
@RequiresRoot
final class PodsRootTest {
    private static final ResourceName WEB = new ResourceName("web");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestSpawner spawner;
    private Path plugins;
    private Path configuration;
    private Names names;
    private Pods pods;

    @BeforeEach
    void open() throws IOException {
        spawner = new TestSpawner(leaks);
        ResourceDirectory.create(spawner.runtime());
        plugins = Files.createDirectory(leaks.directory().resolve("plugins"));
        configuration = Files.createDirectory(leaks.directory().resolve("net.d"));
        Files.writeString(
                configuration.resolve("net.conflist"),
                "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"plugins\":[{\"type\":\"plugin\"}]}");
        plugin("[ $CNI_COMMAND = DEL ] || echo '{\"ips\":[{\"address\":\"10.1.2.3/24\"}]}'");
        assertThat(restart()).isEmpty();
    }

    @AfterEach
    void free() {
        pods.list().forEach(pods::free);
        spawner.cgroups().open(root()).deleteIfUnused();
    }

    private CgroupPath root() {
        return new CgroupPath("/" + leaks.name());
    }

    private void plugin(String deed) throws IOException {
        Path script = plugins.resolve("plugin");
        Files.writeString(script, "#!/bin/sh\ncat > /dev/null\n" + deed + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> restart() {
        names = new Names();
        Path runtime = spawner.runtime();
        Ground ground = new Ground(
                spawner.spawner(),
                new PodNetworks(
                        Linux.load(),
                        List.of(plugins),
                        configuration,
                        runtime.resolve("networks"),
                        Duration.ofSeconds(20)),
                runtime.resolve("pods"),
                runtime.resolve("netns"),
                runtime.resolve("libraries"),
                root(),
                new UserIds(Linux.load(), Path.of("/nonexistent"), runtime.resolve("userns"), Optional.empty()),
                Events.open(runtime.resolve("events")));
        pods = new Pods(ground, names, spawner.place());
        List<String> problems = new ArrayList<>(pods.restore());
        problems.addAll(pods.finishStops(pod -> {}));
        return problems;
    }

    private static PodSpec spec(String hostname) {
        return PodSpec.plain(WEB, hostname);
    }

    private static Running running(Pod pod) {
        assertThat(pod.state()).isInstanceOf(Running.class);
        return (Running) pod.state();
    }

    private void assertNothingRuns() {
        assertThat(spawner.runtime().resolve("netns/web")).doesNotExist();
        assertThat(Linux.load().mounts())
                .extracting(MountPoint::target)
                .noneMatch(target -> target.startsWith(spawner.runtime()));
        assertThat(spawner.cgroups().open(root().child("web")).exists()).isFalse();
    }

    @Test
    void aPodIsAllocatedStartedFoundAgainStoppedAndFreed() {
        Pod allocated = pods.allocate(spec("web-0"));
        assertThat(allocated.state()).isEqualTo(new Allocated());
        allocated.start();
        allocated.start();
        Running before = running(allocated);
        assertThat(before.network().ips()).containsExactly("10.1.2.3");
        assertThat(spawner.runtime().resolve("pods/web/etc/hosts")).content().contains("10.1.2.3 web-0");

        assertThat(restart()).isEmpty();

        Pod pod = pods.get(WEB);
        assertThat(running(pod)).isEqualTo(before);
        assertThat(pods.allocate(spec("web-0"))).isSameAs(pod);
        assertThatThrownBy(() -> pods.allocate(spec("other")))
                .hasMessage("pod 'web' exists (expected: a free name, or an identical request)");
        pod.stop(Duration.ofSeconds(5));
        pod.stop(Duration.ofSeconds(5));
        assertThat(before.process().isAlive()).isFalse();
        assertNothingRuns();
        assertThatThrownBy(pod::start)
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION))
                .hasMessageContaining("pod 'web' is stopped");

        assertThat(restart()).isEmpty();
        assertThat(pods.get(WEB).state()).isEqualTo(new Stopped());
        pods.free(pods.get(WEB));
        assertThat(spawner.runtime().resolve("pods/web")).doesNotExist();
    }

    @Test
    void aStartThatFailsLeavesThePodAsItWasAndCanBeRepeated() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        plugin("[ $CNI_COMMAND = DEL ] || { echo '{\"msg\":\"no room\"}'; exit 1; }");
        assertThatThrownBy(pod::start).hasMessageContaining("failed at ADD: no room");
        assertThat(pod.state()).isEqualTo(new Allocated());
        assertNothingRuns();

        plugin("[ $CNI_COMMAND = DEL ] || echo '{}'");
        spawner.breakFirstProcess("exit 3");
        assertThatThrownBy(pod::start).hasMessageContaining("'web'");
        assertThat(pod.state()).isEqualTo(new Allocated());
        assertNothingRuns();

        spawner.mend();
        Files.delete(plugins.resolve("plugin"));
        assertThatThrownBy(pod::start).hasMessageContaining("network plugin 'plugin' not found");
        assertThat(pod.state()).isEqualTo(new Allocated());
        assertNothingRuns();

        plugin("[ $CNI_COMMAND = DEL ] || echo '{}'");
        pod.start();
        running(pod);
    }

    @Test
    void aStopThatFailsIsFinishedByTheNextOne() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        plugin("exit 1");
        assertThatThrownBy(() -> pod.stop(Duration.ZERO))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.UNAVAILABLE))
                .hasMessageContaining("disconnect from network: network of pod 'web': plugin 'plugin' failed at DEL");
        assertThat(pod.state()).isInstanceOf(Between.class);
        assertThatThrownBy(pod::start).hasMessageContaining("is stopped");
        assertThat(PodMessages.status(pod).getState()).isEqualTo(io.aurae.proto.pods.v0.PodState.POD_STATE_STOPPED);
        assertThat(PodMessages.status(pod).getMessage()).isEqualTo("it is being stopped");

        plugin("touch " + leaks.directory().resolve("disconnected"));
        pod.stop(Duration.ZERO);

        assertThat(pod.state()).isEqualTo(new Stopped());
        assertThat(leaks.directory().resolve("disconnected")).exists();
        assertNothingRuns();
    }

    @Test
    void aPodWhosePluginRefusesToDisconnectEndsAllTheSameAndIsDisconnectedLater() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        Running before = running(pod);
        plugin("[ $CNI_COMMAND = ADD ] || { echo '{\"msg\":\"not now\"}'; exit 1; }");
        assertThatThrownBy(() -> pod.stop(Duration.ZERO)).hasMessageContaining("failed at DEL: not now");

        assertThat(before.process().isAlive()).isFalse();
        assertThat(pods.mend()).singleElement().asString().contains("pods/web", "failed at DEL: not now");
        assertThat(restart()).singleElement().asString().contains("pods/web", "failed at DEL: not now");
        plugin("");

        assertThat(pods.mend()).isEmpty();
        assertNothingRuns();
        assertThat(spawner.runtime().resolve("networks")).isEmptyDirectory();
    }

    @Test
    void aPortThatCouldNotBeTakenBackLeadsToNoOtherPod() throws IOException {
        PodSpec first = withPort(WEB);
        Pod pod = pods.allocate(first);
        plugin("echo '{\"msg\":\"not now\"}'; exit 1");
        assertThatThrownBy(pod::start).hasMessageContaining("failed at ADD: not now");
        assertThat(pod.state()).isInstanceOf(Between.class);
        ResourceName other = new ResourceName("other");
        Pod second = pods.allocate(withPort(other));
        assertThatThrownBy(second::start).hasMessageContaining("by pod 'web'");

        assertThat(restart()).singleElement().asString().contains("failed at DEL: not now");
        assertThatThrownBy(pods.get(other)::start).hasMessageContaining("by pod 'web'");

        plugin("[ $CNI_COMMAND = DEL ] || echo '{}'");
        assertThat(pods.mend()).isEmpty();
        pods.get(other).start();
        running(pods.get(other));
    }

    private static PodSpec withPort(ResourceName name) {
        PodSpec plain = PodSpec.plain(name, name.path());
        return new PodSpec(
                name,
                plain.hostname(),
                plain.labels(),
                plain.cgroupParent(),
                List.of(new PortMapping("tcp", 80, 29_731, "127.0.0.1")),
                plain.dns(),
                plain.domain(),
                plain.hosts(),
                plain.shared(),
                plain.sysctls(),
                plain.users());
    }

    @Test
    void aPodWhoseRecordIsLostIsDisconnectedBeforeItsNameIsConnectedAgain() throws IOException {
        plugin("""
            case $CNI_COMMAND in
            ADD) mkdir %1$s || exit 1; echo '{}';;
            DEL) rm -rf %1$s;;
            esac\
            """.formatted(leaks.directory().resolve("address")));
        Pod lost = pods.allocate(spec("web"));
        lost.start();
        spawner.spawner().end(lost.plan(), running(lost).process(), Duration.ZERO);
        spawner.spawner().remove(lost.plan());
        lost.files().unmount();
        Linux.load().unmount(lost.netns(), Set.of());
        Files.delete(lost.netns());
        ResourceDirectory.remove(spawner.runtime().resolve("pods"));

        assertThat(restart()).containsExactly("network of pod 'web' has no pod (expected: its record; left as it is)");
        Pod next = pods.allocate(spec("web"));
        next.start();

        running(next);
        assertThat(pods.inspect()).isEmpty();
        plugin("[ $CNI_COMMAND != CHECK ] || { echo '{\"msg\":\"no such address\"}'; exit 1; }");
        assertThat(pods.inspect()).singleElement().asString().contains("failed at CHECK: no such address");
    }

    @Test
    void aDaemonThatDiedWhileAPodWasStartedUndoesTheStart() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        ProcessId first = running(pod).process();
        Path record = spawner.runtime().resolve("pods/web/pod.json");
        Files.writeString(
                record,
                Files.readString(record)
                        .replace("\"RUNNING\"", "\"STARTING\"")
                        .replaceAll(",\"process\":\\{[^}]*}", "")
                        .replaceAll(",\"startedAt\":\"[^\"]*\"", ""));

        assertThat(restart()).isEmpty();

        assertThat(first.isAlive()).isFalse();
        assertThat(pods.get(WEB).state()).isEqualTo(new Allocated());
        assertNothingRuns();
        pods.get(WEB).start();
        running(pods.get(WEB));
    }

    @Test
    void aDaemonThatDiedWhileAPodWasStoppedFinishesTheStop() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        Path record = spawner.runtime().resolve("pods/web/pod.json");
        Files.writeString(record, Files.readString(record).replace("\"RUNNING\"", "\"STOPPING\""));

        assertThat(restart()).isEmpty();

        assertThat(pods.get(WEB).state()).isEqualTo(new Stopped());
        assertNothingRuns();
    }

    @Test
    void aPodWhoseFirstProcessEndedByItselfIsNotUpAndCanBeStopped() {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        assertThat(pod.isUp()).isTrue();

        Linux.load().killProcess(running(pod).process(), Signal.KILL);

        await().until(() -> !pod.isUp());
        assertThat(PodMessages.status(pod).getMessage()).contains("ended without being asked to");
        pod.stop(Duration.ofSeconds(5));
        assertNothingRuns();
    }

    @Test
    void aDirectoryThatNoPodCanHaveIsReportedAndKeepsNothingElseFromBeingCompared() throws IOException {
        Files.createDirectories(spawner.runtime().resolve("pods/Not A Pod"));
        pods.allocate(spec("web"));

        assertThat(pods.mend()).singleElement().asString().contains("Not A Pod");
        assertThat(pods.book().entries()).extracting(Entry::owner).contains("pod 'web'");
        Files.delete(spawner.runtime().resolve("pods/Not A Pod"));
    }

    @Test
    void whatContainersWriteToTheFilesOfTheirPodTakesNoRoomFromTheNode() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        List<String> sources = pod.files().mounts().stream()
                .map(mount -> ((ContainerMount.Bind) mount).source())
                .toList();
        assertThat(sources).hasSize(3).allSatisfy(source -> {
            assertThat(Files.getFileStore(Path.of(source)))
                    .isNotEqualTo(Files.getFileStore(spawner.runtime().resolve("pods/web/pod.json")));
            assertThat(Files.getFileStore(Path.of(source)).getTotalSpace()).isLessThanOrEqualTo(16 << 20);
        });
        pod.stop(Duration.ZERO);
        assertNothingRuns();
    }

    @ParameterizedTest(name = "at once: {0}")
    @ValueSource(booleans = {false, true})
    void aPodIsStoppedAndFreedWhereNothingCanBeWrittenDown(boolean atOnce) throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        ProcessId first = running(pod).process();
        Path record = spawner.runtime().resolve("pods/web/pod.json");
        Files.delete(record);
        Files.createDirectory(record); // what cannot be replaced by a file, also by root

        pod.stop(atOnce ? Duration.ZERO : Duration.ofSeconds(5));

        assertThat(first.isAlive()).isFalse();
        assertThat(pod.state()).isEqualTo(new Stopped());
        assertNothingRuns();
        pods.free(pod);
        assertThat(spawner.runtime().resolve("pods/web")).doesNotExist();
    }

    @Test
    void aPodThatNeverRanLeavesNoControlGroupOfItsCells() {
        Pod pod = pods.allocate(spec("web"));
        spawner.cgroups().create(root().child("web/cell"));

        pods.free(pod);
        pods.free(pod);

        assertNothingRuns();
        assertThat(pods.list()).isEmpty();
        names.reserve("web", Names.Kind.CELL);
    }

    @Test
    void freeingAPodThatIsGoneDoesNotTouchTheNextOneOfItsName() {
        Pod first = pods.allocate(spec("web"));
        pods.free(first);
        Pod second = pods.allocate(spec("web"));

        pods.free(first);

        assertThat(pods.find(WEB)).containsSame(second);
    }

    @Test
    void startingAndFreeingAtTheSameTimeLeavesNothing() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            Pod pod = pods.allocate(spec("web"));
            List<FaultCode> refused = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch go = new CountDownLatch(1);
            Thread starting = Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    pod.start();
                } catch (AuraeException e) {
                    refused.add(e.code());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            go.countDown();
            pods.free(pod);
            starting.join();

            assertThat(refused).allMatch(FaultCode.FAILED_PRECONDITION::equals);
            assertNothingRuns();
            assertThat(spawner.runtime().resolve("pods/web")).doesNotExist();
        }
    }

    @Test
    void aDamagedRecordIsReportedAndThePodLeftAsItIs() throws IOException {
        Pod pod = pods.allocate(spec("web"));
        pod.start();
        Path record = spawner.runtime().resolve("pods/web/pod.json");
        String content = Files.readString(record);
        Files.writeString(record, content.substring(0, content.length() - 1));

        assertThat(restart()).singleElement().asString().contains("pods/web", "not restored");
        assertThat(running(pod).process().isAlive()).isTrue();

        Files.writeString(record, content);
        assertThat(restart()).isEmpty();
        running(pods.get(WEB));
    }
}
