// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.oci.image.Digest;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PruneTest {
    private static final Pruning ALL = new Pruning(true, Duration.ZERO);

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

    private Image image(String name) throws InterruptedException {
        store.registry()
                .put(name, "v1", TestImage.of(new TestTar().file("f", name).gzip()));
        return store.pull(name + ":v1");
    }

    @Test
    void onlyWhatNothingUsesAndNobodyPinnedGoes() throws Exception {
        Image used = image("used");
        Image pinned = image("pinned");
        Image free = image("free");
        assertThat(store.store().pin("" + pinned.id(), true).pinned()).isTrue();
        assertThat(store.store().prunable(ALL, used.id()::equals)).containsExactly(free);
        assertThat(store.store().prune(ALL, used.id()::equals, () -> true)).containsExactly(free);
        assertThat(store.layerCount()).isEqualTo(2);
        store.reopen();
        assertThat(store.store().prune(ALL, used.id()::equals, () -> true)).isEmpty();
        store.store().pin(pinned.label(), false);
        assertThat(store.store().prune(ALL, id -> false, () -> true)).hasSize(2);
        store.assertEmpty();
        assertThatExceptionOfType(StoreException.NoSuchImage.class)
                .isThrownBy(() -> store.store().pin("nobody:v1", true));
    }

    @Test
    void tagsAndAgeKeepAnImage() throws Exception {
        Image old = image("app");
        store.registry()
                .put("app", "v1", TestImage.of(new TestTar().file("f", "new").gzip()));
        Image tagged = store.pull("app:v1");
        assertThat(store.store().prune(new Pruning(true, Duration.ofHours(1)), id -> false, () -> true))
                .isEmpty();
        assertThat(store.store().prune(new Pruning(false, Duration.ZERO), id -> false, () -> true))
                .extracting(Image::id)
                .containsExactly(old.id());
        assertThat(store.store().list()).containsExactly(tagged);
    }

    @Test
    void theLongestUnusedGoFirstAndOnlyAsManyAsNeeded() throws Exception {
        Image one = image("one");
        Image two = image("two");
        image("three");
        store.store().snapshots().prepare(one.id(), directory.resolve("snapshot"));
        AtomicInteger left = new AtomicInteger(1);
        assertThat(store.store().prune(ALL, id -> false, () -> left.getAndDecrement() > 0))
                .containsExactly(two);
    }

    /** Pulls, uses and a collector at once: what a caller has claimed, as an allocation does, is whole until he lets go. */
    @Test
    void aCollectorNeverTakesWhatIsBeingPulledOrUsed() throws Exception {
        store.registry()
                .put("app", "v1", TestImage.of(new TestTar().file("f", "x").gzip()));
        Set<Digest> claimed = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger used = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> collector = threads.submit(() -> {
                while (!over.get()) {
                    store.store().prune(ALL, claimed::contains, () -> true);
                }
            });
            try {
                for (int i = 0; i < 200; i++) {
                    used.addAndGet(pullAndUse(claimed, directory.resolve("snapshot" + i)));
                }
            } finally {
                over.set(true);
            }
            collector.get();
        }
        assertThat(used).hasPositiveValue();
        assertThat(List.copyOf(store.store().prune(ALL, id -> false, () -> true))
                        .size())
                .isLessThanOrEqualTo(1);
        store.assertEmpty();
    }

    /** As an allocation does: claims the image, and then looks whether it is there for good. */
    private int pullAndUse(Set<Digest> claimed, Path at) throws InterruptedException {
        Image image = store.pull("app:v1");
        claimed.add(image.id());
        try {
            Snapshot snapshot = store.store().snapshots().prepare(image.id(), at);
            assertThat(store.layers().resolve(snapshot.layers().getFirst()).resolve("f"))
                    .hasContent("x");
            return 1;
        } catch (StoreException.NoSuchImage e) {
            return 0;
        } finally {
            claimed.remove(image.id());
        }
    }
}
