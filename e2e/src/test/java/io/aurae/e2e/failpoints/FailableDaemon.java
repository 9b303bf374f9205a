// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import static org.awaitility.Awaitility.await;

import io.aurae.client.AuraeClient;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.Project;
import io.aurae.e2e.Registry;
import io.aurae.proto.failpoints.v0.Failpoint;
import io.aurae.proto.failpoints.v0.FailpointServiceClearRequest;
import io.aurae.proto.failpoints.v0.FailpointServiceGrpc;
import io.aurae.proto.failpoints.v0.FailpointServiceGrpc.FailpointServiceBlockingStub;
import io.aurae.proto.failpoints.v0.FailpointServiceListRequest;
import io.aurae.proto.failpoints.v0.FailpointServiceSetRequest;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node whose daemon has failpoints: the distribution's own, with the one word of its arguments changed that forbids them. It is started
 * again at once when a point killed it, without the launcher's growing patience.
 */
record FailableDaemon(Node node) {
    private static final String OFF = "-Daurae.failpoints=off";
    private static final String PROGRAM = "failable-daemon";

    static FailableDaemon up(LeakCheck leaks, Registry registry) {
        return new FailableDaemon(Node.up(leaks, registry, program(leaks.directory())));
    }

    private static Path program(Path directory) {
        Path home = Project.program("auraed").getParent().getParent();
        try {
            String arguments = Files.readString(home.resolve("lib/auraed.args"));
            if (!arguments.contains(OFF)) {
                throw new AssertionError("lib/auraed.args does not say " + OFF);
            }
            Path switched = directory.resolve("failpoints.args");
            Files.writeString(switched, arguments.replace(OFF, "-Daurae.failpoints=on"));
            Path program = directory.resolve(PROGRAM);
            Files.writeString(program, """
                    #!/bin/sh
                    trap 'kill -TERM $daemon' TERM
                    code=137
                    while [ $code -eq 137 ]; do
                        %1$s/runtime/bin/java -XX:AOTCache=%1$s/aot/auraed.aot -cp %1$s/lib/auraed.jar @%2$s "$@" &
                        daemon=$!
                        wait $daemon
                        code=$?
                    done
                    wait $daemon
                    exit $code
                    """.formatted(home, switched));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java program that runs now, as soon as one does. */
    KernelProcess process() {
        KernelProcess launcher = node.launcher();
        return await().until(
                        () -> launcher.children(PROGRAM).stream()
                                .flatMap(shell -> shell.children("java").stream())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    AuraeClient client() {
        return node.client();
    }

    void set(String point, String action) {
        failpoints()
                .set(FailpointServiceSetRequest.newBuilder()
                        .setPoint(point)
                        .setAction(action)
                        .build());
    }

    void clear() {
        failpoints().clear(FailpointServiceClearRequest.getDefaultInstance());
    }

    /** The points that were reached since the last {@link #clear}. */
    Set<String> reached() {
        Set<String> reached = new TreeSet<>();
        failpoints().list(FailpointServiceListRequest.getDefaultInstance()).getFailpointsList().stream()
                .filter(Failpoint::getReached)
                .forEach(point -> reached.add(point.getPoint()));
        return reached;
    }

    private FailpointServiceBlockingStub failpoints() {
        return FailpointServiceGrpc.newBlockingStub(client().channel()).withWaitForReady();
    }
}
