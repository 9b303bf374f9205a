// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A registry on loopback that stands in for {@code docker.io} and holds what the pods are made of.
 *
 * @param scripts where the scripts are that start it and make its images
 * @param directory the registry's own
 * @param port on which it answers, without TLS
 */
record ImageRegistry(Path scripts, Path directory, int port) {
    /** What containers run. */
    static final String BUSYBOX = "docker.io/library/busybox:latest";
    /** What holds a pod's namespaces where a runtime needs a process for that. */
    static final String PAUSE = "docker.io/library/pause:latest";

    /** Starts it and fills it; it ends with the ground. {@code images} keeps what is made, for the next run. */
    static ImageRegistry start(Path scripts, Ground ground, Path images) throws IOException, InterruptedException {
        ImageRegistry registry = new ImageRegistry(scripts, ground.storage().resolve("registry"), freePort());
        ground.rollback().push("stop the registry", registry::stop);
        registry.script("registry.sh", "start", registry.directory.toString(), Integer.toString(registry.port));
        registry.script("make-images.sh", images.toString(), "127.0.0.1:" + registry.port);
        LargeImage.push(registry.url());
        return registry;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void script(String name, String... arguments) throws InterruptedException {
        Program.run(Stream.concat(Stream.of(scripts.resolve(name).toString()), Arrays.stream(arguments))
                .toList());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private void stop() throws InterruptedException {
        script("registry.sh", "stop", directory.toString());
    }
}
