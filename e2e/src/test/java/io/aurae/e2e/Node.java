// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.awaitility.Awaitility.await;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceStatus;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodStatus;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the test's own, made by {@code aurae up} from the distribution: its files, control groups, bridge and addresses are its
 * alone, so it may stand beside others. It goes with the test, after everything on it.
 */
public final class Node {
    private static final String NESTED_IDLE_TIMEOUT = "3s";

    private final String name;
    private final Path directory;
    private final List<String> environment;
    private Path home = Project.home();
    private @Nullable AuraeClient client;

    private Node(String name, Path directory, List<String> environment) {
        this.name = name;
        this.directory = directory;
        this.environment = List.copyOf(environment);
    }

    /** Short, and in every path, link and control group of the node. */
    public String name() {
        return name;
    }

    /** Where all files of the node and of its tests are. */
    public Path directory() {
        return directory;
    }

    /** Where it serves the library. */
    public Path socket() {
        return directory.resolve("run/aurae.sock");
    }

    /** The first bytes of all its pods' addresses. */
    String subnet() {
        return "10.199." + Math.floorMod(name.hashCode(), 256) + ".";
    }

    /** A client that is its user; it stays connected over all tests. */
    public synchronized AuraeClient client() {
        if (client == null) {
            client = AuraeClient.open(ClientConfig.load(clientConfig()));
        }
        return client;
    }

    /** The same in few words. */
    public Library library() {
        return new Library(client());
    }

    /** Ends the connection of its client; the next call makes another one. */
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** The program that holds the socket. */
    public KernelProcess launcher() {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().startsWith(home.resolve("bin/auraed") + " ")
                        && process.commandLine()
                                .contains(directory.resolve("etc/auraed.toml").toString())
                        && !process.commandLine().contains(" --nested"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no launcher of node '" + name + "' runs"));
    }

    /** The daemon that runs now, as soon as one does. */
    public KernelProcess daemon() {
        KernelProcess launcher = launcher();
        return await().until(() -> launcher.children("java"), children -> !children.isEmpty())
                .getFirst();
    }

    /** Kills the daemon without warning; its launcher starts another one. */
    public void killDaemon() {
        KernelProcess daemon = daemon();
        daemon.kill();
        await().until(() -> !daemon.isAlive());
        close(); // the next call connects anew, as a caller that comes meanwhile does
    }

    /** Frees all pods, instances and cells. */
    public void freeAll() {
        AuraeClient node = client();
        for (PodStatus pod :
                node.pods().list(PodServiceListRequest.getDefaultInstance()).getPodsList()) {
            PodServiceFreeRequest free = PodServiceFreeRequest.newBuilder()
                    .setName(pod.getPod().getName())
                    .build();
            node.pods().free(free);
        }
        for (InstanceStatus instance : node.instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesList()) {
            InstanceServiceFreeRequest free = InstanceServiceFreeRequest.newBuilder()
                    .setName(instance.getInstance().getName())
                    .build();
            node.instances().free(free);
        }
        library().cells("").forEach(cell -> library().free(cell.getCell().getName()));
    }

    /** Removes all images. */
    public void removeImages() {
        for (Image image : client().images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesList()) {
            ImageServiceRemoveRequest remove = ImageServiceRemoveRequest.newBuilder()
                    .setReference(image.getId())
                    .build();
            client().images().remove(remove);
        }
    }

    /** A node that gets the images of docker.io from this registry. */
    public static Node up(LeakCheck leaks, Registry registry) {
        return up(leaks, registry, "");
    }

    /** The same with these lines in its configuration. */
    public static Node up(LeakCheck leaks, Registry registry, String settings) {
        return up(leaks, registry, settings, new Node(leaks.name(), leaks.directory(), List.of()));
    }

    /** The same with another program in the daemon's place: it gets the daemon's arguments and the socket. */
    public static Node up(LeakCheck leaks, Registry registry, Path daemon) {
        String variable = "AURAED_DAEMON=" + daemon;
        return up(leaks, registry, "", new Node(leaks.name(), leaks.directory(), List.of("env", variable)));
    }

    /** A node of the distribution in this folder. */
    public static Node upFrom(Path home, LeakCheck leaks, Registry registry) {
        Node node = new Node(leaks.name(), leaks.directory(), List.of());
        node.from(home);
        return up(leaks, registry, "", node);
    }

    /** Lets the programs in this folder be those that bring it up and call it from now on; what runs stays what it is. */
    public void from(Path distribution) {
        home = distribution;
    }

    private static Node up(LeakCheck leaks, Registry registry, String settings, Node node) {
        leaks.atEnd("delete the bridge", node::deleteBridge);
        leaks.atEnd("take the node down", node::end);
        node.write("etc/auraed.toml", """
                host = "%s"
                trust_domain = "e2e.aurae.local"
                %s
                [registries."docker.io"]
                mirrors = ["http://%s"]
                """.formatted(node.name, settings, registry.address()));
        node.write("cni/net.conflist", node.network());
        node.up();
        return node;
    }

    /** Starts the daemon; nothing happens when it runs. */
    public void up() {
        up(name).orFail();
    }

    /** The command that makes a node of this name of it. */
    public Command up(String host) {
        return new Command(environment, "")
                .with(aurae("up", host + "@e2e.aurae.local").words().toArray(String[]::new))
                .with(places())
                .with("--", "--idle-timeout", NESTED_IDLE_TIMEOUT, "--cgroup-root", "/" + name)
                .with("--cni-config-dir", directory.resolve("cni").toString());
    }

    /** Ends launcher and daemon, and answers what was said of it; workloads run on. */
    public String down() {
        close();
        return aurae("down").with(places()).orFail();
    }

    private void end() {
        up();
        aurae("down", "--all").with(places()).orFail();
    }

    /** Kills the launcher without warning; its daemon goes with it, and nothing starts them again but {@link #up()}. */
    public void killLauncher() {
        KernelProcess daemon = daemon();
        KernelProcess launcher = launcher();
        launcher.kill();
        await().until(() -> !launcher.isAlive() && !daemon.isAlive());
        close();
    }

    /** The command line, as a user of this node. */
    public Command aurae(String... words) {
        return Command.of(
                        home.resolve("bin/aurae").toString(),
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

    private String[] places() {
        return new String[] {
            "--etc-dir", directory.resolve("etc").toString(),
            "--runtime-dir", directory.resolve("run").toString(),
            "--library-dir", directory.resolve("lib").toString(),
            "--log-file", directory.resolve("auraed.log").toString()
        };
    }

    private String network() {
        return """
                {"cniVersion": "1.0.0", "name": "%1$s", "plugins": [
                  {"type": "bridge", "bridge": "%1$s", "isGateway": true, "ipMasq": true, "hairpinMode": true, "ipam":
                    {"type": "host-local", "dataDir": "%2$s", "ranges": [[{"subnet": "%3$s0/24"}]],
                     "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}}]}
                """.formatted(name, directory.resolve("ipam"), subnet());
    }

    /** The bridge, which no network plugin removes. */
    private void deleteBridge() {
        if (Files.exists(Path.of("/sys/class/net", name))) {
            Command.of("ip", "link", "delete", name).orFail();
        }
    }
}
