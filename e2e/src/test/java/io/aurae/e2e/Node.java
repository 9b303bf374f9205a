// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A node of the test's own, made by {@code aurae up} from the distribution: its files, control groups, bridge and addresses are its
 * alone, so it may stand beside others. It goes with the test, after everything on it.
 */
public final class Node {
    private final String name;
    private final Path directory;

    private Node(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** A node that gets the images of docker.io from this registry. */
    public static Node up(LeakCheck leaks, Registry registry) {
        Node node = new Node(leaks.name(), leaks.directory());
        leaks.atEnd("remove what the node leaves", node::clear);
        leaks.atEnd("take the node down", node::down);
        node.write("etc/auraed.toml", """
                host = "%s"
                trust_domain = "e2e.aurae.local"

                [registries."docker.io"]
                mirrors = ["http://%s"]
                """.formatted(node.name, registry.address()));
        node.write("cni/net.conflist", node.network());
        node.up();
        return node;
    }

    /** Starts the daemon; nothing happens when it runs. */
    public void up() {
        List<String> words = new ArrayList<>(List.of("up", name + "@e2e.aurae.local"));
        words.addAll(places());
        words.addAll(List.of(
                "--",
                "--cgroup-root",
                "/" + name,
                "--cni-config-dir",
                directory.resolve("cni").toString()));
        aurae(words.toArray(String[]::new)).orFail();
    }

    /** Kills the daemon without warning; its launcher starts another one. */
    public void killDaemon() {
        String mark = directory.resolve("run").toString();
        List<ProcessHandle> daemons = ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/runtime/bin/java"))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(mark))
                .toList();
        assertThat(daemons).as("daemons on %s", mark).hasSize(1);
        daemons.getFirst().destroyForcibly();
        daemons.getFirst().onExit().join();
    }

    private void down() {
        List<String> words = new ArrayList<>(List.of("down", "--all"));
        words.addAll(places());
        aurae(words.toArray(String[]::new)).orFail();
    }

    /** The command line, as a user of this node. */
    public Command aurae(String... words) {
        return Command.of(
                        Project.program("aurae").toString(),
                        "--config",
                        clientConfig().toString())
                .with(words);
    }

    /** The configuration that its clients need. */
    public Path clientConfig() {
        return directory.resolve("config");
    }

    /** A file of the test, beside those of the node. */
    public Path write(String path, String text) {
        Path file = directory.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> places() {
        return List.of(
                "--etc-dir", directory.resolve("etc").toString(),
                "--runtime-dir", directory.resolve("run").toString(),
                "--library-dir", directory.resolve("lib").toString(),
                "--log-file", directory.resolve("auraed.log").toString());
    }

    private String network() {
        int subnet = ThreadLocalRandom.current().nextInt(256);
        return """
                {"cniVersion": "1.0.0", "name": "%1$s", "plugins": [
                  {"type": "bridge", "bridge": "%1$s", "isGateway": true, "ipam":
                    {"type": "host-local", "dataDir": "%2$s", "ranges": [[{"subnet": "10.199.%3$d.0/24"}]]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}}]}
                """.formatted(name, directory.resolve("ipam"), subnet);
    }

    /** The bridge, which no network plugin removes, and the node's own control group. */
    private void clear() throws IOException {
        if (Files.exists(Path.of("/sys/class/net", name))) {
            Command.of("ip", "link", "delete", name).orFail();
        }
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path hierarchy : hierarchies.toList()) {
                remove(hierarchy.resolve(name));
            }
        }
        remove(Path.of("/sys/fs/cgroup").resolve(name));
    }

    private static void remove(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return;
        }
        try (Stream<Path> groups = Files.walk(group)) {
            for (Path each : groups.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(each);
            }
        }
    }
}
