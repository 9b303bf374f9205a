// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.oci.image.Digest;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry.Fault;
import io.aurae.testing.TestTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store that is closed, or a process that is no more, had fetched of a layer. */
@Timeout(120)
class ResumedDownloadTest {
    private static final int HALF = 200_000;

    @TempDir
    Path directory;

    private StoreFixture store;
    private final byte[] layer = layer();
    private final String digest = TestImage.digest(layer);

    private static byte[] layer() {
        byte[] content = new byte[2 * HALF];
        new Random(3).nextBytes(content);
        return new TestTar().entry('0', "content", "", 0644, content).gzip();
    }

    @BeforeEach
    void start() {
        store = new StoreFixture(directory);
        store.registry().put("app", "v1", TestImage.of(layer));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Path partial() {
        return store.root().resolve("partial").resolve(Digest.parse(digest).hex());
    }

    private List<String> downloads() {
        return store.registry().requests().stream()
                .filter(request -> request.contains(digest))
                .toList();
    }

    private void assertPulled() throws Exception {
        Image image = store.pull("app:v1");
        Snapshot snapshot = store.store().snapshots().prepare(image.id(), directory.resolve("snapshot"));
        assertThat(store.layers().resolve(snapshot.layers().getFirst()).resolve("content"))
                .hasSize(2 * HALF);
        assertThat(store.root().resolve("partial")).isEmptyDirectory();
    }

    @Test
    void itIsContinuedWhereItStopped() throws Exception {
        Files.write(partial(), Arrays.copyOf(layer, HALF));
        store.reopen();
        assertPulled();
        assertThat(downloads()).singleElement().asString().endsWith("range=bytes=" + HALF + "-");
    }

    @Test
    void aLayerThatWasWholeIsNotAskedFor() throws Exception {
        Files.write(partial(), layer);
        store.reopen();
        assertPulled();
        assertThat(downloads()).isEmpty();
    }

    @Test
    void itBeginsAnewWhereTheRegistryKnowsNoRanges() throws Exception {
        Files.write(partial(), Arrays.copyOf(layer, HALF));
        store.registry().fail(digest, new Fault.WithoutRanges());
        assertPulled();
        assertThat(downloads()).hasSize(1);
    }

    @Test
    void bytesThatDidNotReachTheDiskAreFetchedAgain() throws Exception {
        Files.write(partial(), new byte[HALF]);
        assertPulled();
        assertThat(downloads()).hasSize(2).last().asString().doesNotContain("range=");
    }

    @Test
    void moreBytesThanTheLayerHasAreThrownAway() throws Exception {
        Files.write(partial(), new byte[3 * HALF]);
        assertPulled();
        assertThat(downloads()).singleElement().asString().doesNotContain("range=");
    }

    @Test
    void aPruneForgetsWhatNobodyContinues() throws Exception {
        Files.write(partial(), new byte[HALF]);
        store.reopen();
        assertThat(partial()).exists();
        store.store().prune(new Pruning(true, Duration.ZERO), id -> false, () -> true);
        store.assertEmpty();
    }

    /** Begins a pull that stalls, and returns when half of the layer may be there. */
    private Thread pullHalf(List<Throwable> ends) {
        store.registry().fail(digest, new Fault.Stalled(HALF));
        Thread pulling = Thread.ofVirtual().start(() -> {
            try {
                store.pull("app:v1");
            } catch (InterruptedException | RuntimeException e) {
                ends.add(e);
            }
        });
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(partial()) && Files.size(partial()) >= HALF / 2);
        return pulling;
    }

    @Test
    void aStoreThatIsClosedKeepsItsPart() throws Exception {
        List<Throwable> ends = new CopyOnWriteArrayList<>();
        Thread pulling = pullHalf(ends);

        store.reopen();
        pulling.join();
        assertThat(ends).singleElement().isInstanceOf(StoreException.Stopped.class);
        long kept = Files.size(partial());
        store.registry().mend(digest);
        assertPulled();
        assertThat(downloads()).hasSize(2).last().asString().endsWith("range=bytes=" + kept + "-");
    }

    @Test
    void aCallerWhoLeavesKeepsNothing() throws Exception {
        List<Throwable> ends = new CopyOnWriteArrayList<>();
        Thread pulling = pullHalf(ends);

        pulling.interrupt();
        pulling.join();
        assertThat(ends).singleElement().isInstanceOf(InterruptedException.class);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(store::assertEmpty);
    }

    @Test
    void aKilledProcessLeavesItsPart() throws Exception {
        store.registry().fail(digest, new Fault.Stalled(HALF));
        Path root = directory.resolve("killed");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullLoop.class.getName(),
                        store.registry().host(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Path part = root.resolve("partial").resolve(partial().getFileName());
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(part) && Files.size(part) >= HALF / 2);
        } finally {
            process.destroyForcibly().waitFor();
        }
        long kept = Files.size(part);
        store.registry().mend(digest);
        store.reopen(PullLoop.config(root));
        store.pull("app:v1");
        assertThat(downloads()).last().asString().endsWith("range=bytes=" + kept + "-");
    }
}
