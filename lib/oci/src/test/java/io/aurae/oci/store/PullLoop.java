// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.linux.Linux;
import io.aurae.oci.image.Platform;
import io.aurae.oci.image.Reference;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A process that pulls and removes images without end, to be killed in the middle of it. */
final class PullLoop {
    private PullLoop() {}

    /** Arguments: the registry and the store's directory. */
    public static void main(String[] arguments) throws InterruptedException {
        String host = arguments[0];
        RegistryClient client = new RegistryClient(new RegistryConfig(Map.of(), Set.of(host), Map.of()));
        ImageStore store = ImageStore.open(config(Path.of(arguments[1])), client, Linux.load());
        System.out.println("open");
        while (true) {
            for (String name : new String[] {"app:v1", "app:v2"}) {
                Image image = store.pull(Reference.parse(host + "/" + name), Credentials.none(), progress -> {});
                System.out.println("pulled");
                store.remove(image.id().toString(), id -> false);
            }
        }
    }

    static ImageStore.Config config(Path root) {
        return new ImageStore.Config(root, new Platform("linux", "amd64", ""), LayerLimits.DEFAULT);
    }
}
