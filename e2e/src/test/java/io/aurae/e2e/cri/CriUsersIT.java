// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Shim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pods with users of their own as a kubelet asks for them: the mapping with the pod, and with each mount that is to have it. */
@OnNode
class CriUsersIT {
    private static final String RUN = "[{\"host_id\": 524288, \"container_id\": 0, \"length\": 65536}]";
    private static final String USERS =
            "\"userns_options\": {\"mode\": 0, \"uids\": %1$s, \"gids\": %1$s}".formatted(RUN);

    private static Node node;
    private static Shim shim;

    @BeforeAll
    static void start(Node shared) throws IOException {
        node = shared;
        shim = Shim.start(node);
        crictl("pull", "busybox");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (shim != null) {
            shim.stop();
        }
    }

    @AfterEach
    void removePods() {
        crictl("rmp", "--force", "--all");
    }

    @Test
    void theNodeOffersIt() {
        assertThat(crictl("info").replaceAll("\\s", "")).contains("\"user_namespaces\":true");
    }

    @Test
    void theMappingIsThatOfThePodAndOfTheMountsThatAskForIt() throws IOException {
        Path data = Files.createDirectory(node.directory().resolve("data"));
        Path secret = Files.writeString(data.resolve("secret"), "of root");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String pod = pod("\"namespace_options\": {" + USERS + "}");
        String sandbox = crictl("runp", pod);
        String id = container(
                sandbox, pod, "\"mounts\": [" + mount(data, "/mapped", RUN) + "," + mount(data, "/plain", "[]") + "]");

        assertThat(crictl("exec", "-s", id, "cat", "/proc/self/uid_map", "/proc/self/gid_map"))
                .containsPattern("0 +524288 +65536\\s+0 +524288 +65536");
        assertThat(crictl("exec", "-s", id, "sh", "-c", "cat /mapped/secret; touch /mapped/a; id -u"))
                .isEqualTo("of root0");
        assertThat(Files.getAttribute(data.resolve("a"), "unix:uid")).isEqualTo(0);
        assertThat(shim.crictl("exec", "-s", id, "cat", "/plain/secret").run().stderr())
                .contains("Permission denied");
        assertThat(crictl("exec", "-s", id, "sh", "-c", "echo '10.0.0.1 x' >> /etc/hosts; hostname"))
                .isEqualTo("users");

        String other = RUN.replace("524288", "1048576");
        assertThat(shim.crictl(
                                "create",
                                sandbox,
                                config("other", "\"mounts\": [" + mount(data, "/m", other) + "]"),
                                pod)
                        .run()
                        .stderr())
                .contains("mount with mapped ids at '/m' is not supported (expected: the pod's own mapping, or none)");
    }

    /** Their process namespace is the node's, so the kernel shows them the instance's /proc rather than one of their own. */
    @Test
    void containersMayShareTheProcessesOfThePod() throws IOException {
        String pod = pod("\"namespace_options\": {" + USERS + "}");
        String sandbox = crictl("runp", pod);
        String shared = "\"linux\": {\"security_context\": {\"namespace_options\": {\"pid\": 0}}}";
        String id = container(sandbox, pod, shared);

        assertThat(crictl("exec", "-s", id, "sh", "-c", "ps -o args")).contains("sleep 600", "auraed");
        assertThat(shim.crictl("exec", "-s", id, "sh", "-c", "kill -9 1").run().exitCode())
                .isNotZero();
        assertThat(shim.crictl("exec", "-s", id, "cat", "/proc/1/environ").run().exitCode())
                .isNotZero();
        assertThat(shim.crictl("exec", "-s", id, "ls", "/proc/1/root/").run().exitCode())
                .isNotZero();
        assertThat(crictl("pods", "--state", "ready", "--quiet")).isEqualTo(sandbox);
    }

    @Test
    void aContainerMaySeeTheProcessesOfAnother() throws IOException {
        String pod = pod("\"namespace_options\": {" + USERS + "}");
        String sandbox = crictl("runp", pod);
        String first = container(sandbox, pod, "\"envs\": []");
        String config = config("guest", """
            "linux": {"security_context": {"namespace_options": {"pid": 3, "target_id": "%s"}}}""".formatted(first));
        String guest = crictl("create", sandbox, config, pod);
        crictl("start", guest);

        assertThat(crictl("exec", "-s", guest, "sh", "-c", "ps -o pid,args")).containsPattern("1 sleep 600");
        assertThat(crictl("exec", "-s", guest, "cat", "/proc/1/uid_map")).contains("524288");
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        String hosts = pod("\"namespace_options\": {\"network\": 2, " + USERS + "}");
        assertThat(shim.crictl("runp", hosts).run().stderr()).contains("has users of its own and the host's network");
        String two = pod("\"namespace_options\": {\"userns_options\": {\"mode\": 0, \"uids\": [], \"gids\": []}}");
        assertThat(shim.crictl("runp", two).run().stderr()).contains("one run of user ids and one of group ids");
        String own = pod("\"namespace_options\": {" + USERS.replace("524288", "0") + "}");
        assertThat(shim.crictl("runp", own).run().stderr()).contains("maps the user ids '0:0:65536'");
        assertThat(crictl("pods", "--quiet")).isEmpty();
    }

    private static String mount(Path source, String target, String run) {
        return """
            {"host_path": "%s", "container_path": "%s", "uidMappings": %3$s, "gidMappings": %3$s}
            """.formatted(source, target, run);
    }

    private static String container(String sandbox, String pod, String more) {
        String id = crictl("create", sandbox, config("main", more), pod);
        crictl("start", id);
        return id;
    }

    private static String config(String name, String more) {
        return node.write(name + ".json", """
            {"metadata": {"name": "%s"}, "image": {"image": "busybox"}, "command": ["sleep", "600"], "log_path": "%1$s.log", %2$s}
            """.formatted(name, more)).toString();
    }

    private static String pod(String security) {
        return node.write("users-pod.json", """
            {"metadata": {"name": "users", "namespace": "default", "uid": "1"}, "hostname": "users", "log_directory": "%s",
             "linux": {"security_context": {%s}}}
            """.formatted(node.directory(), security))
                .toString();
    }

    private static String crictl(String... words) {
        return shim.crictl(words).orFail();
    }
}
