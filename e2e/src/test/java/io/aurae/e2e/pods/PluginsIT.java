// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.e2e.Node;
import io.aurae.e2e.Registry;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.aurae.proto.pods.v0.PodServiceFreeRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceStartRequest;
import io.aurae.proto.pods.v0.PodServiceStopRequest;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network plugin that hangs: whoever waits for it is told why, and the pod goes on when the plugin does. */
@RequiresRoot
class PluginsIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private static final String POD = "web";
    private static Node node;

    @BeforeAll
    static void start() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Path plugins = Files.createDirectory(LEAKS.directory().resolve("plugins"));
        Files.writeString(plugins.resolve("moody"), """
            #!/bin/sh
            cat >/dev/null
            [ ! -e %s/hang-$CNI_COMMAND ] || exec sleep 600
            [ "$CNI_COMMAND" != ADD ] || echo '{"cniVersion": "1.0.0", "ips": [{"address": "10.9.8.7/24"}]}'
            """.formatted(plugins));
        Files.setPosixFilePermissions(plugins.resolve("moody"), PosixFilePermissions.fromString("rwx------"));
        Registry none = new Registry("127.0.0.1:1", plugins);
        node = Node.up(LEAKS, none, "cni_plugin_timeout = \"3s\"\ncni_plugin_dirs = \"" + plugins + "\"\n");
        LEAKS.atEnd("close the client", () -> node.close());
        node.write("cni/net.conflist", """
            {"cniVersion": "1.0.0", "name": "moods", "plugins": [{"type": "moody"}]}
            """);
    }

    @Test
    void aPluginThatHangsIsEndedAndTheCallerToldUntilItGoesOn() throws IOException {
        node.client()
                .pods()
                .allocate(PodServiceAllocateRequest.newBuilder()
                        .setPod(Pod.newBuilder().setName(POD))
                        .build());

        Path hang = node.write("plugins/hang-ADD", "");
        assertThatThrownBy(PluginsIT::startPod)
                .hasMessageStartingWith("UNAVAILABLE: ")
                .hasMessageContaining("plugin 'moody' failed at ADD: no answer within 3000 ms, ended");
        assertThat(state()).isEqualTo(PodState.POD_STATE_ALLOCATED);
        Files.delete(hang);
        startPod();
        assertThat(state()).isEqualTo(PodState.POD_STATE_RUNNING);

        hang = node.write("plugins/hang-DEL", "");
        assertThatThrownBy(PluginsIT::stopPod)
                .hasMessageContaining("plugin 'moody' failed at DEL: no answer within 3000 ms, ended");
        Files.delete(hang);
        stopPod();
        assertThat(state()).isEqualTo(PodState.POD_STATE_STOPPED);
        node.client()
                .pods()
                .free(PodServiceFreeRequest.newBuilder().setName(POD).build());
    }

    private static void startPod() {
        node.client()
                .pods()
                .start(PodServiceStartRequest.newBuilder().setName(POD).build());
    }

    private static void stopPod() {
        node.client()
                .pods()
                .stop(PodServiceStopRequest.newBuilder().setName(POD).build());
    }

    private static PodState state() {
        return node.client()
                .pods()
                .list(PodServiceListRequest.newBuilder().setName(POD).build())
                .getPods(0)
                .getState();
    }
}
