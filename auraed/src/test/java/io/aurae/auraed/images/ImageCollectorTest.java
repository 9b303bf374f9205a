// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.images.ImageCollector.Policy;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.oci.store.Image;
import io.aurae.oci.store.ImageStore;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestTar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCollectorTest {
    @TempDir
    Path directory;

    private static Image pull(ImageStore store, TestRegistry registry, String name) throws InterruptedException {
        registry.put(name, "v1", TestImage.of(new TestTar().file("f", name).gzip()));
        Reference reference = Reference.parse(registry.host() + "/" + name + ":v1");
        return store.pull(reference, Credentials.none(), progress -> {});
    }

    @Test
    void itBeginsAtTheHighMarkAndEndsAtTheLowOne() throws Exception {
        try (TestRegistry registry = TestRegistry.start();
                RegistryClient client =
                        new RegistryClient(new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of()));
                ImageStore store =
                        ImageStore.open(ImageStore.Config.at(directory.resolve("images")), client, new FakeLinux());
                Events events = Events.open(directory.resolve("events"))) {
            Image used = pull(store, registry, "used");
            Image oldest = pull(store, registry, "oldest");
            Image newest = pull(store, registry, "newest");
            ImageCollector collector =
                    new ImageCollector(store, used.id()::equals, new Policy(90, 80, Duration.ZERO), events);

            assertThat(collector.collect(() -> 89)).isEmpty();
            AtomicInteger percent = new AtomicInteger(90);
            assertThat(collector.collect(() -> percent.getAndAdd(-5))).containsExactly(oldest);
            assertThat(collector.collect(() -> 99)).containsExactly(newest);
            assertThat(store.list()).containsExactly(used);
            assertThat(events.select(event -> event.kind() == EventKind.REMOVED))
                    .hasSize(2)
                    .allMatch(event -> event.cause().startsWith("collected: the disk was used to 9"));
            Policy never = new Policy(0, 0, Duration.ZERO);
            assertThat(new ImageCollector(store, id -> false, never, events).collect(() -> 100))
                    .isEmpty();
        }
    }

    @Test
    void marksThatCannotBeMeantAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Policy(80, 90, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Policy(101, 90, Duration.ZERO));
    }
}
