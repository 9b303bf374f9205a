// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.image.Platform;
import io.aurae.oci.image.Reference;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A store in a directory, a registry to fill it from, and no kernel. */
final class StoreFixture implements AutoCloseable {
    private final Path root;
    private final FakeLinux linux = new FakeLinux();
    private final TestRegistry registry = TestRegistry.start();
    private final RegistryClient client =
            new RegistryClient(new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of()));
    private ImageStore store;

    StoreFixture(Path directory) {
        root = directory.resolve("store");
        store = ImageStore.open(config(), client, linux);
    }

    private ImageStore.Config config() {
        return new ImageStore.Config(root, new Platform("linux", "amd64", ""), LayerLimits.DEFAULT);
    }

    Path root() {
        return root;
    }

    Path layers() {
        return root.resolve("layers");
    }

    FakeLinux linux() {
        return linux;
    }

    TestRegistry registry() {
        return registry;
    }

    ImageStore store() {
        return store;
    }

    /** As a daemon that starts again finds it. */
    void reopen() {
        reopen(config());
    }

    void reopen(ImageStore.Config config) {
        store.close();
        store = ImageStore.open(config, client, linux);
    }

    /** The full name at the registry. */
    String name(String shortName) {
        return registry.host() + "/" + shortName + (shortName.matches(".*[:@].*") ? "" : ":latest");
    }

    Image pull(String shortName) throws InterruptedException {
        return pull(shortName, progress -> {});
    }

    Image pull(String shortName, Consumer<PullProgress> progress) throws InterruptedException {
        return store.pull(Reference.parse(name(shortName)), Credentials.none(), progress);
    }

    void remove(String shortName) {
        store.remove(name(shortName), id -> false);
    }

    int layerCount() {
        return list("layers");
    }

    int blobCount() {
        return list("blobs/sha256") - store.list().size();
    }

    private int list(String directory) {
        try {
            return Layout.list(root.resolve(directory)).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void assertEmpty() {
        assertThat(store.list()).isEmpty();
        for (String directory : new String[] {"images", "blobs/sha256", "layers", "ingest", "partial"}) {
            assertThat(root.resolve(directory)).isEmptyDirectory();
        }
    }

    @Override
    public void close() {
        store.close();
        client.close();
        registry.close();
    }
}
