// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/**
 * A registry on this machine that holds {@code library/nginx} and {@code library/busybox}.
 *
 * @param address {@code host:port}, plain http
 */
public record Registry(String address) {
    /** Starts one for as long as the test runs; the images are made once and kept. */
    public static Registry start(LeakCheck leaks) {
        String script = Project.file("e2e/images/registry.sh").toString();
        Path content = leaks.directory().resolve("registry");
        String port = Integer.toString(freePort());
        leaks.atEnd(
                "stop the registry",
                () -> Command.of(script, "stop", content.toString()).orFail());
        Command.of(script, "start", content.toString(), port).orFail();
        String address = "127.0.0.1:" + port;
        Path images = Project.file("e2e/target/images");
        Command.of(Project.file("e2e/images/make-images.sh").toString(), images.toString(), address)
                .orFail();
        return new Registry(address);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
