// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.NetworkNamespace;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.UnmountFlag;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pinned namespaces of a pod: its network's, and where it has users of its own, the user namespace and those that belong to it. Who is
 * root in the pod may do with them as he likes, and so they must be made from within it.
 *
 * @param directory for those that go with its users; there only while they are
 * @param settings of its IPC namespace, where it has users of its own: the node's root cannot write those
 */
record PodNamespaces(
        Linux linux,
        NetworkNamespace network,
        Path directory,
        Optional<UserNamespace> users,
        Map<String, String> settings) {
    static final List<String> PINS = List.of("user", "ipc", "uts");

    /** Makes and pins them, with loopback up. On failure none is left. */
    void create() {
        if (users.isEmpty()) {
            network.create();
            return;
        }
        try (Rollback rollback = new Rollback()) {
            rollback.push("unpin namespaces", this::delete);
            Failpoint.reach("pod.users.directory");
            ResourceDirectory.create(directory);
            UserIds.note(directory, users.get().ids());
            for (Path pin : pins()) {
                Files.createFile(pin);
            }
            Files.createFile(network.file());
            Failpoint.reach("pod.users.pin");
            users.get().pin(network.file(), pin("ipc"), pin("uts"), settings);
            Failpoint.reach("pod.users.answer");
            rollback.release();
        } catch (IOException e) {
            throw new PodException.NoPins(directory, e);
        }
    }

    /** What the instance joins. */
    Network forInstance() {
        String file = network.file().toString();
        return users.isEmpty()
                ? new Network.At(file)
                : new Network.AtWithNames(
                        file, pin("ipc").toString(), pin("uts").toString());
    }

    /** Unpins them; the kernel frees each when its last process ends. Repeating: does nothing. */
    void delete() {
        network.delete();
        if (Files.isDirectory(directory)) {
            Failpoint.reach("pod.users.unpin");
            pins().forEach(this::unpin);
            ResourceDirectory.remove(directory);
        }
    }

    private void unpin(Path pin) {
        try {
            linux.unmount(pin, Set.of(UnmountFlag.DETACH, UnmountFlag.NOFOLLOW));
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.EINVAL) && !e.errno().equals(Errno.ENOENT)) { // nothing is mounted there
                throw e;
            }
        }
    }

    private List<Path> pins() {
        return PINS.stream().map(this::pin).toList();
    }

    private Path pin(String kind) {
        return directory.resolve(kind);
    }
}
