// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.events.Event;
import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.instances.InstanceState.Running;
import io.aurae.auraed.instances.InstanceState.Stopped;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.CgroupStats;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
final class InstancesRootTest {
    private static final ResourceName WEB = new ResourceName("web");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestSpawner spawner;
    private Names names;
    private Instances instances;

    @BeforeEach
    void open() throws IOException {
        spawner = new TestSpawner(leaks);
        ResourceDirectory.create(spawner.runtime());
        restart();
    }

    @AfterEach
    void free() {
        instances.list().forEach(instance -> instances.free(instance.spec().name()));
        spawner.cgroups().open(root()).deleteIfUnused();
    }

    private CgroupPath root() {
        return new CgroupPath("/" + leaks.name());
    }

    private Path directory() {
        return spawner.runtime().resolve("instances");
    }

    private void restart() {
        open(List.of());
    }

    private void open(List<String> problems) {
        names = new Names();
        instances = new Instances(
                spawner.spawner(),
                names,
                directory(),
                spawner.runtime().resolve("libraries"),
                root(),
                Events.open(spawner.runtime().resolve("events")));
        List<String> told = instances.restore();
        assertThat(told).hasSameSizeAs(problems);
        problems.forEach(problem -> assertThat(told).anyMatch(line -> line.contains(problem)));
    }

    private static SpawnSpec spec(String hostname) {
        return new SpawnSpec(WEB, hostname, true, InstancePlan.Mounts.HOST, Labels.NONE, CgroupLimits.NONE);
    }

    private static ProcessId process(Instance instance) {
        assertThat(instance.state()).isInstanceOf(Running.class);
        return ((Running) instance.state()).process();
    }

    private void assertNothingLeft() {
        assertThat(instances.list()).isEmpty();
        assertThat(directory().resolve("web")).doesNotExist();
        assertThat(spawner.cgroups().open(root().child("web")).exists()).isFalse();
        names.reserve("web", Names.Kind.POD);
        names.release("web", Names.Kind.POD);
    }

    @Test
    void anInstanceIsSpawnedFoundAgainStoppedAndFreed() {
        ProcessId first = process(instances.spawn(spec("web")));
        assertThat(instances.socket("web")).isPresent();

        restart();

        assertThat(instances.list()).hasSize(1);
        assertThat(process(instances.list().getFirst())).isEqualTo(first);
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.CELL)).hasMessageContaining("taken by an instance");

        instances.stop(WEB, Duration.ofSeconds(5));
        instances.stop(WEB, Duration.ofSeconds(5));
        assertThat(first.isAlive()).isFalse();
        assertThatThrownBy(() -> instances.socket("web")).hasMessage("instance 'web' is stopped (expected: running)");

        restart();
        assertThat(instances.list()).extracting(Instance::state).containsExactly(new Stopped());
        instances.free(WEB);
        instances.free(WEB);
        assertNothingLeft();
    }

    @Test
    void aStopThatADaemonDidNotComeToTheEndOfIsFinishedByTheNextOne() throws IOException {
        ProcessId first = process(instances.spawn(spec("web")));
        Path record = directory().resolve("web/instance.json");
        Files.writeString(record, Files.readString(record).replace("\"stopped\":false", "\"stopped\":true"));

        restart();

        await().atMost(Duration.ofSeconds(60)).until(() -> !first.isAlive());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Files.readString(record)).doesNotContain("\"process\""));
        assertThat(instances.get(WEB).state()).isEqualTo(new Stopped());
        assertThat(Events.open(spawner.runtime().resolve("events")).select(event -> event.kind() == EventKind.FOUND))
                .singleElement()
                .extracting(Event::cause)
                .isEqualTo("its stop is finished");
    }

    @Test
    void anInstanceIsStoppedAndFreedWhereNothingCanBeWrittenDown() throws IOException {
        ProcessId first = process(instances.spawn(spec("web")));
        Path record = directory().resolve("web/instance.json");
        Files.delete(record);
        Files.createDirectory(record); // what cannot be replaced by a file, also by root

        instances.stop(WEB, Duration.ofSeconds(5));

        assertThat(first.isAlive()).isFalse();
        instances.free(WEB);
        assertNothingLeft();
    }

    @Test
    void oneWithALauncherOfAnotherConventionIsLeftAloneUntilADaemonKnowsIt() throws IOException {
        ProcessId first = process(instances.spawn(spec("web")));
        Path kept = directory().resolve("web/convention");
        assertThat(kept).hasContent("1");
        for (String known : List.of("", "1\n", "2\n")) {
            Files.writeString(kept, known);
            restart();
            assertThat(process(instances.get(WEB))).isEqualTo(first);
        }
        for (String unknown : List.of("3\n", "0\n", "-1\n", "nonsense", "1".repeat(100))) {
            Files.writeString(kept, unknown);
            open(List.of("keeps to convention '" + (unknown.length() > 16 ? "?" : unknown.strip())));
            assertLeftAlone();
            assertThat(first.isAlive()).isTrue();
        }
        Files.writeString(kept, "2\n");
        assertThat(instances.restore()).isEmpty();
        assertThat(process(instances.get(WEB))).isEqualTo(first);
    }

    private void assertLeftAlone() {
        List<ThrowingCallable> calls =
                List.of(() -> instances.update(WEB, memory(64 << 20)), () -> instances.socket("web"));
        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .hasMessageStartingWith("instance 'web' is left alone: ")
                        .hasMessageContaining("the launcher of instance 'web' keeps to convention")
                        .isInstanceOfSatisfying(
                                AuraeException.class,
                                e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION)));
        assertThatThrownBy(() -> instances.spawn(spec("web"))).hasMessageContaining("keeps to convention");
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.CELL)).hasMessageContaining("taken by an instance");
        instances.stop(WEB, Duration.ZERO);
    }

    private static CgroupLimits memory(long bytes) {
        return new CgroupLimits(
                CgroupLimits.Cpu.NONE,
                CgroupLimits.Cpuset.NONE,
                new CgroupLimits.Memory(null, null, null, bytes, null),
                null,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of());
    }

    private long memoryLimit() {
        return Objects.requireNonNull(Objects.requireNonNull(instances
                        .get(WEB)
                        .stats(EnumSet.of(CgroupStats.Part.MEMORY))
                        .memory())
                .limit());
    }

    @Test
    void limitsHoldFromTheSpawnAndChangeWhileItRuns() {
        SpawnSpec limited = new SpawnSpec(WEB, "web", true, InstancePlan.Mounts.HOST, Labels.NONE, memory(64 << 20));
        instances.spawn(limited);
        assertThat(memoryLimit()).isEqualTo(64 << 20);

        instances.update(WEB, memory(128 << 20));
        assertThat(memoryLimit()).isEqualTo(128 << 20);
        assertThatThrownBy(() -> instances.update(WEB, memory(4096))).isInstanceOf(AuraeException.class);
        assertThat(memoryLimit()).isEqualTo(128 << 20);
        restart();
        assertThat(instances.get(WEB).limits()).isEqualTo(memory(128 << 20));
        assertThat(instances.spawn(limited).spec()).isEqualTo(limited);

        instances.stop(WEB, Duration.ZERO);
        assertThatThrownBy(() -> instances.update(WEB, memory(64 << 20)))
                .hasMessage("instance 'web' is stopped (expected: running)");
        instances.free(WEB);
        assertThatThrownBy(() -> instances.update(WEB, memory(64 << 20))).hasMessage("instance 'web' not found");
        assertNothingLeft();
    }

    @Test
    void freeingAnInstanceDoesNotWaitForTheGraceOfAStop() throws IOException, InterruptedException {
        spawner.deafen();
        Instance web = instances.spawn(spec("web"));
        Thread stopping = Thread.ofPlatform().daemon().start(() -> web.stop(Duration.ofMinutes(10)));
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);

        instances.free(WEB);

        stopping.join();
        assertNothingLeft();
    }

    @Test
    void anInstanceThatEndedByItselfIsStopped() {
        Instance web = instances.spawn(spec("web"));
        ProcessId first = process(web);

        spawner.spawner().linux().killProcess(first, Signal.KILL);

        await().until(() -> web.state() instanceof Stopped);
        assertThatThrownBy(() -> instances.socket("web")).hasMessageContaining("is stopped");
        instances.free(WEB);
        assertNothingLeft();
    }

    @Test
    void aFirstProcessThatEndsAtOnceLeavesNothing() throws IOException {
        spawner.breakFirstProcess("exit 3");

        assertThatThrownBy(() -> instances.spawn(spec("web")))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INTERNAL))
                .hasMessageContaining("instance 'web'");
        assertNothingLeft();

        spawner.mend();
        process(instances.spawn(spec("web")));
    }

    @Test
    void anInstanceThatWasHalfSpawnedIsUndoneAtTheNextStart() throws IOException {
        ProcessId first = process(instances.spawn(spec("web")));
        Path record = directory().resolve("web/instance.json");
        Files.writeString(record, Files.readString(record).replaceAll(",\"process\":\\{[^}]*}", ""));

        restart();

        assertThat(first.isAlive()).isFalse();
        assertNothingLeft();
    }

    @Test
    void ofTwoCallersOneWinsAndTheSameRequestGetsTheSameInstance() throws InterruptedException {
        List<Instance> made = Collections.synchronizedList(new ArrayList<>());
        List<FaultCode> refused = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SpawnSpec spec = spec("host" + i % 2);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    made.add(instances.spawn(spec));
                } catch (AuraeException e) {
                    refused.add(e.code());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        go.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(made).hasSize(2).allMatch(made.getFirst()::equals);
        assertThat(refused).containsExactly(FaultCode.ALREADY_EXISTS, FaultCode.ALREADY_EXISTS);
    }
}
