// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.identity.IdentityFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that takes the daemon's flags and serves a {@link FakeNode} until it is told to end. */
final class FakeDaemon {
    private FakeDaemon() {}

    public static void main(String[] flags) throws InterruptedException {
        List<String> words = Arrays.asList(flags);
        IdentityFiles node =
                new IdentityFiles(value(words, "--ca-crt"), value(words, "--server-crt"), value(words, "--server-key"));
        Path socket = value(words, "--runtime-dir").resolve("aurae.sock");
        List<String> problems = words.contains("--problem") ? List.of("cell 'x' not restored") : List.of();
        try (FakeNode daemon = new FakeNode(socket, node, problems)) {
            System.out.println("serving " + daemon.getClass().getSimpleName());
            new CountDownLatch(1).await();
        }
    }

    private static Path value(List<String> words, String flag) {
        return Path.of(words.get(words.indexOf(flag) + 1));
    }
}
