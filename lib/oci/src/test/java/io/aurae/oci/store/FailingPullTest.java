// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.Errno;
import io.aurae.oci.image.Platform;
import io.aurae.oci.layer.LayerException;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.registry.RegistryException;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry.Fault;
import io.aurae.testing.TestTar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls that are refused, fail or are given up: nothing of them is left. */
@Timeout(30)
class FailingPullTest {
    private static final byte[] BASE =
            new TestTar().directory("etc").file("etc/os", "base").gzip();
    private static final byte[] TOP = new TestTar().file("etc/app", "top").gzip();

    @TempDir
    Path directory;

    private StoreFixture store;

    @BeforeEach
    void start() {
        store = new StoreFixture(directory);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "size", "diff id", "count", "hostile", "missing", "config", "platform"})
    void whatIsRefusedLeavesNothing(String what) {
        byte[] evil = new TestTar()
                .symbolicLink("out", "/etc")
                .file("out/passwd", "x")
                .gzip();
        TestImage image = switch (what) {
            case "diff id" -> TestImage.of(BASE).layer(TOP, TestImage.digest(BASE));
            case "hostile" -> TestImage.of(BASE, evil);
            case "config" -> TestImage.of(BASE).process("7");
            case "platform" -> TestImage.of(BASE).platform("plan9", "amd64");
            default -> TestImage.of(BASE, TOP);
        };
        store.registry().put("app", "v1", image);
        switch (what) {
            case "digest" -> store.registry().fail(TestImage.digest(TOP), new Fault.Instead("x".repeat(TOP.length)));
            case "size" -> store.registry().fail(TestImage.digest(TOP), new Fault.Instead("x".repeat(TOP.length + 1)));
            case "missing" -> store.registry().fail(TestImage.digest(TOP), new Fault.Status(404, 100));
            case "count" -> store.registry().putManifest("app", "v1", withoutLayers(image));
            default -> {}
        }
        assertThatThrownBy(() -> store.pull("app:v1"))
                .isInstanceOfSatisfying(
                        AuraeException.class,
                        e -> assertThat(e.code())
                                .isEqualTo(
                                        what.equals("missing") ? FaultCode.NOT_FOUND : FaultCode.FAILED_PRECONDITION));
        store.assertEmpty();
    }

    private static byte[] withoutLayers(TestImage image) {
        String manifest = new String(image.manifest(), UTF_8);
        return manifest.replaceAll("\"layers\":\\[.*]", "\"layers\":[]").getBytes(UTF_8);
    }

    @Test
    void aHostileLayerIsNamedWithItsImageDigestAndEntry() {
        byte[] evil = new TestTar().file("../evil", "x").gzip();
        store.registry().put("app", "v1", TestImage.of(evil));
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> store.pull("app:v1"))
                .withMessage("layer " + TestImage.digest(evil) + " of image '" + store.name("app:v1")
                        + "': entry '../evil' leads upwards (expected: no '..')");
    }

    @Test
    void aRegistryThatIsGoneIsUnavailable() {
        store.registry().close();
        assertThatExceptionOfType(RegistryException.Unreachable.class).isThrownBy(() -> store.pull("app:v1"));
        store.assertEmpty();
    }

    @Test
    void aFullDiskLeavesNothing() {
        byte[] whiteout = new TestTar().file("etc/.wh.os", "").gzip();
        store.registry().put("app", "v1", TestImage.of(BASE, TOP, whiteout));
        for (int nth = 1; nth <= 2; nth++) {
            store.linux().failCall(nth, Errno.ENOSPC);
            assertThatThrownBy(() -> store.pull("app:v1"))
                    .isInstanceOfSatisfying(
                            AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.RESOURCE_EXHAUSTED));
            store.assertEmpty();
        }
    }

    @Test
    void theLastCallerWhoLeavesStopsThePull() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE));
        store.registry().fail(TestImage.digest(BASE), new Fault.Silent());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Image> caller = callers.submit(() -> store.pull("app:v1"));
            await().until(() ->
                    store.registry().requests().stream().anyMatch(request -> request.contains(TestImage.digest(BASE))));
            caller.cancel(true);
        }
        await().untilAsserted(store::assertEmpty);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("pull "));
    }

    @Test
    void aClosedStoreStopsItsPulls() throws Exception {
        store.registry().put("app", "v1", TestImage.of(BASE));
        store.registry().fail(TestImage.digest(BASE), new Fault.Silent());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Image> caller = callers.submit(() -> store.pull("app:v1"));
            await().until(() ->
                    store.registry().requests().stream().anyMatch(request -> request.contains(TestImage.digest(BASE))));
            store.store().close();
            assertThat(caller).failsWithin(Duration.ofSeconds(10));
        }
        store.assertEmpty();
        assertThatExceptionOfType(StoreException.Stopped.class).isThrownBy(() -> store.pull("app:v1"));
    }

    @Test
    void aLayerThatIsTooBigIsRefused() {
        LayerLimits small = new LayerLimits(1, LayerLimits.DEFAULT.content(), 100, 200, LayerLimits.Devices.HARMLESS);
        store.reopen(new ImageStore.Config(store.root(), new Platform("linux", "amd64", ""), small));
        store.registry().put("app", "v1", TestImage.of(BASE));
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> store.pull("app:v1"))
                .withMessageContaining("has too many entries (expected: at most 1)");
        store.assertEmpty();
    }
}
