// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.Http;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Shim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code crictl} against the shim, the shim against a node, the node against a registry: all of them whole processes. */
@OnNode
class CriIT {
    private static final Pattern WRITTEN = Pattern.compile("\"usedBytes\":\\s*\\{\\s*\"value\":\\s*\"(\\d+)\"");
    private static final Pattern RATE = Pattern.compile("\"usageNanoCores\":\\s*\\{\\s*\"value\":\\s*\"(\\d+)\"");

    private static Node node;
    private static Shim shim;
    private static String pod;
    private static String container;

    @BeforeAll
    static void start(Node shared) throws IOException {
        node = shared;
        shim = Shim.start(node);
        pod = file("pod.json", """
            {"metadata": {"name": "web", "namespace": "default", "uid": "1"}, "hostname": "web",
             "labels": {"app": "web"}, "annotations": {"note": "kept"}, "log_directory": "%s"}
            """.formatted(node.directory()));
        container = file("container.json", """
            {"metadata": {"name": "nginx"}, "image": {"image": "nginx"}, "log_path": "nginx.log",
             "envs": [{"key": "GREETING", "value": "hello"}]}
            """);
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
    void theRuntimeSaysWhoItIsAndThatItIsReady() {
        assertThat(crictl("version")).contains("RuntimeName:  aurae", "RuntimeApiVersion:  v1");
        assertThat(crictl("info")).contains("RuntimeReady", "NetworkReady").doesNotContain("\"status\": false");
    }

    @Test
    void anImageIsPulledListedAndRemoved() {
        crictl("pull", "nginx");
        assertThat(crictl("images")).contains("docker.io/library/nginx");

        crictl("rmi", "nginx");
        assertThat(crictl("images")).doesNotContain("nginx");
    }

    @Test
    void aContainerGoesItsWholeWay() throws Exception {
        crictl("pull", "nginx");
        String sandbox = crictl("runp", pod);
        assertThat(crictl("pods", "--state", "ready", "--label", "app=web", "--quiet"))
                .isEqualTo(sandbox);
        assertThat(crictl("inspectp", sandbox)).contains("\"note\": \"kept\"", "SANDBOX_READY");

        String id = crictl("create", sandbox, container, pod);
        assertThat(state(id)).isEqualTo("CONTAINER_CREATED");
        crictl("start", id);
        assertThat(crictl("ps", "--quiet")).isEqualTo(id);
        assertThat(page(sandbox)).contains("Welcome to nginx!");
        await().untilAsserted(() -> assertThat(crictl("logs", id)).contains("\"GET / HTTP/1.1\" 200"));
        assertThat(crictl("exec", "-s", id, "sh", "-c", "echo $GREETING from $(hostname)"))
                .startsWith("hello from web");
        assertThat(shim.crictl("exec", "-s", id, "sh", "-c", "exit 7").run().stderr())
                .contains("exited with 7");

        crictl("stop", "--timeout", "10", id);
        assertThat(state(id)).isEqualTo("CONTAINER_EXITED");
        assertThat(inspect(id, "{{.status.exitCode}}")).isEqualTo("0");
        crictl("rm", id);
        crictl("stopp", sandbox);
        crictl("stopp", sandbox);
        assertThat(crictl("pods", "--state", "notready", "--quiet")).isEqualTo(sandbox);
        crictl("rmp", sandbox);
        assertThat(crictl("pods", "--quiet") + crictl("ps", "--all", "--quiet")).isEmpty();
    }

    @Test
    void oneContainerSeesTheProcessesOfAnotherAndRunsAsAsked() {
        String id = crictl("run", container, pod);
        String guest = file("guest.json", """
            {"metadata": {"name": "guest"}, "image": {"image": "nginx"}, "command": ["sleep", "600"], "log_path": "guest.log",
             "linux": {"security_context": {"namespace_options": {"pid": 3, "target_id": "%s"}, "run_as_user": {"value": 33},
               "supplemental_groups": [7], "supplemental_groups_policy": 1, "readonly_rootfs": true}}}
            """.formatted(id));
        String second = crictl("create", crictl("pods", "--quiet"), guest, pod);
        crictl("start", second);

        assertThat(crictl("exec", "-s", second, "cat", "/proc/1/cmdline")).startsWith("nginx: master");
        assertThat(crictl("exec", "-s", second, "id", "-G").split(" ")).containsExactlyInAnyOrder("33", "7");
        assertThat(inspect(second, "{{.status.user.linux.uid}}")).isEqualTo("33");
        assertThat(shim.crictl("exec", "-s", second, "touch", "/new").run().stderr())
                .contains("Read-only file system");
        crictl("stop", "--timeout", "10", id);
        await().untilAsserted(() -> assertThat(state(second)).isEqualTo("CONTAINER_EXITED"));
    }

    @Test
    void whatAContainerWritesAndUsesIsCounted() {
        String id = crictl("run", container, pod);
        crictl("exec", "-s", id, "dd", "if=/dev/zero", "of=/var/big", "bs=1M", "count=3");

        await().untilAsserted(() -> {
            String stats = crictl("stats", "--id", id, "--output", "json");
            assertThat(Long.parseLong(found(WRITTEN, stats))).isBetween(3L << 20, 4L << 20);
            assertThat(found(RATE, stats)).isNotEmpty();
        });
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    @Test
    void whatRunsOutlivesTheShim() throws Exception {
        String id = crictl("run", container, pod);
        String before = inspect(id, "{{.info.pid}} {{.status.startedAt}}");

        shim.kill();
        shim.restart();

        assertThat(crictl("ps", "--quiet")).isEqualTo(id);
        assertThat(inspect(id, "{{.info.pid}} {{.status.startedAt}}")).isEqualTo(before);
        assertThat(page(crictl("pods", "--quiet"))).contains("Welcome to nginx!");
    }

    @Test
    void whatRunsOutlivesTheDaemonAndCallersWaitForTheNextOne() throws Exception {
        String id = crictl("run", container, pod);
        String before = inspect(id, "{{.info.pid}} {{.status.startedAt}}");

        node.killDaemon();

        assertThat(crictl("ps", "--quiet")).isEqualTo(id);
        assertThat(inspect(id, "{{.info.pid}} {{.status.startedAt}}")).isEqualTo(before);
        assertThat(crictl("exec", "-s", id, "echo", "still here")).isEqualTo("still here");
    }

    @Test
    void theNodeSeesTheSamePod() {
        crictl("run", container, pod);

        assertThat(node.aurae("ps", "--output", "json").orFail()).contains(crictl("pods", "--quiet"));
    }

    @Test
    void whatCannotBeIsRefusedAndLeavesNothing() {
        assertRefused("NotFound", shim.crictl("pull", "no-such-image"));
        assertRefused("NotFound", shim.crictl("inspect", "0123456789abcdef"));
        String sandbox = crictl("runp", pod);
        String broken = file("broken.json", """
            {"metadata": {"name": "broken"}, "image": {"image": "nginx"}, "command": ["/bin/nope"], "log_path": "broken.log"}
            """);
        crictl("pull", "nginx");
        String id = crictl("create", sandbox, broken, pod);
        assertRefused("InvalidArgument", shim.crictl("start", id));
        assertThat(state(id)).isEqualTo("CONTAINER_CREATED");
        String nowhere = file("nowhere.json", """
            {"metadata": {"name": "nowhere"}, "image": {"image": "nginx"}, "log_path": "no/such/directory/log"}
            """);
        String unlogged = crictl("create", sandbox, nowhere, pod);
        assertRefused(
                "no/such/directory/log' (expected: a file in a directory that exists)", shim.crictl("start", unlogged));
        assertThat(crictl("pods", "--quiet")).isEqualTo(sandbox);
    }

    private static void assertRefused(String reason, Command command) {
        Command.Result result = command.run();
        assertThat(result.exitCode()).as(result.command()).isNotZero();
        assertThat(result.stderr()).contains(reason);
    }

    private static String crictl(String... words) {
        return shim.crictl(words).orFail();
    }

    private static String state(String container) {
        return inspect(container, "{{.status.state}}");
    }

    private static String inspect(String container, String template) {
        return crictl("inspect", "--output", "go-template", "--template", template, container);
    }

    private static String page(String sandbox) {
        String address = crictl("inspectp", "--output", "go-template", "--template", "{{.status.network.ip}}", sandbox);
        return Http.page("http://" + address + "/");
    }

    private static String file(String name, String text) {
        Path file = node.write(name, text);
        return file.toString();
    }
}
