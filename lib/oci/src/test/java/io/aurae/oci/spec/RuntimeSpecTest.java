// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeSpecTest {
    private static final NodeRights NODE = new NodeRights(
            new Capabilities(EnumSet.complementOf(EnumSet.of(Capability.SYS_RESOURCE))), 0, LimitCeilings.NONE);

    @TempDir
    Path directory;

    @Test
    void anExecutableOfTheHostHasNoNamespacesAndEveryCapability() {
        JsonObject spec = json(
                new HostProcess(ProcessSpec.of("true"), "/aurae/web", false, Optional.empty()).toRuntimeSpec(NODE));

        assertThat(spec.get("ociVersion").getAsString()).isEqualTo("1.0.2");
        assertThat(spec.getAsJsonObject("root").get("path").getAsString()).isEqualTo("/");
        assertThat(spec.getAsJsonArray("mounts").toString()).doesNotContain("\"destination\":\"/proc\"");
        JsonObject linux = spec.getAsJsonObject("linux");
        assertThat(linux.has("namespaces")).isFalse();
        assertThat(linux.get("cgroupsPath").getAsString()).isEqualTo("/aurae/web");
        JsonObject capabilities = spec.getAsJsonObject("process").getAsJsonObject("capabilities");
        assertThat(capabilities.getAsJsonArray("effective")).hasSize(40);
        assertThat(strings(capabilities.getAsJsonArray("bounding")))
                .contains("CAP_SYS_ADMIN")
                .doesNotContain("CAP_SYS_RESOURCE");
        assertThat(capabilities.has("ambient")).isFalse();
    }

    @Test
    void anInstanceHasTheNetworkItIsGiven() {
        assertThat(namespaces(new InstanceSpec.Network.Inherited())).containsExactly("pid", "ipc", "uts");
        assertThat(namespaces(new InstanceSpec.Network.Own())).containsExactly("pid", "ipc", "uts", "network");
        assertThat(namespaces(new InstanceSpec.Network.At("/run/aurae/netns/web-0")))
                .containsExactly("pid", "ipc", "uts", "network /run/aurae/netns/web-0");
    }

    @Test
    void aContainerHasTheDefaultsOfTheField() {
        RuntimeSpec spec = container(Privileges.DEFAULT).toRuntimeSpec(NODE);

        assertThat(spec.linux().namespaces())
                .extracting(RuntimeSpec.Namespace::type)
                .containsExactly("mount", "pid");
        assertThat(spec.mounts())
                .extracting(RuntimeSpec.Mount::destination)
                .containsExactly("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup");
        assertThat(mount(spec, "/sys").options()).contains("ro");
        assertThat(spec.process().capabilities().bounding()).hasSize(14);
        assertThat(spec.linux().maskedPaths()).contains("/proc/kcore", "/sys/firmware");
        assertThat(spec.linux().readonlyPaths()).contains("/proc/sys");
        assertThat(spec.linux().seccomp()).isNotNull();
        assertThat(spec.linux().rootfsPropagation()).isEqualTo("rprivate");
        assertThat(spec.process().env())
                .containsExactly("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(spec.mountsWhereItRuns()).isFalse();
    }

    @Test
    void aPrivilegedContainerHasNoLimits() {
        RuntimeSpec spec = container(Privileges.everything()).toRuntimeSpec(NODE);

        assertThat(spec.process().capabilities().bounding()).hasSize(40);
        assertThat(spec.linux().seccomp()).isNull();
        assertThat(spec.linux().maskedPaths()).isEmpty();
        assertThat(mount(spec, "/sys").options()).contains("rw");
        assertThat(spec.linux().resources().devices())
                .extracting(RuntimeSpec.DeviceRule::allow)
                .containsExactly(true);
        assertThat(spec.linux().devices())
                .extracting(RuntimeSpec.Device::path)
                .doesNotContain("/dev/null", "/dev/console");
    }

    @Test
    void callersMountsReplaceDefaultOnesAndParentsComeFirst() {
        RuntimeSpec spec = container(Privileges.DEFAULT)
                .mount(new ContainerMount.Bind("/a", "/data/deep/er", false, ContainerMount.Propagation.PRIVATE))
                .mount(new ContainerMount.Bind("/b", "/data/", true, ContainerMount.Propagation.HOST_TO_CONTAINER))
                .mount(new ContainerMount.Tmpfs("/dev/shm", false, List.of("size=1g")))
                .toRuntimeSpec(NODE);

        List<String> targets =
                spec.mounts().stream().map(RuntimeSpec.Mount::destination).toList();
        assertThat(targets).containsOnlyOnce("/dev/shm").endsWith("/data/deep/er");
        assertThat(targets.indexOf("/data/")).isLessThan(targets.indexOf("/data/deep/er"));
        assertThat(mount(spec, "/data/").options()).containsExactly("rbind", "rslave", "ro");
        assertThat(mount(spec, "/dev/shm").options()).contains("size=1g");
        assertThat(spec.linux().rootfsPropagation()).isEqualTo("rslave");
    }

    @Test
    void oomScoreAdjIsRaisedToWhatTheNodeMaySet() {
        assertThat(oomScoreAdj(-999)).isEqualTo(0);
        assertThat(oomScoreAdj(500)).isEqualTo(500);
        assertThatThrownBy(() -> oomScoreAdj(1001))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("'1001'");
    }

    @Test
    void writesAndReadsTheFile() throws IOException {
        RuntimeSpec spec = container(Privileges.DEFAULT).toRuntimeSpec(NODE);
        spec.writeTo(directory);
        spec.writeTo(directory);

        assertThat(RuntimeSpec.read(directory).process()).isEqualTo(spec.process());
        assertThat(Files.readString(directory.resolve("config.json"))).doesNotContain("null,", ":null", "[]", "{}");
        assertThatThrownBy(() -> RuntimeSpec.read(directory.resolve("absent"))).isInstanceOf(SpecException.class);
    }

    @Test
    void saysWhatItWouldMountOverTheHost() {
        ProcessSpec process = ProcessSpec.of("true");
        assertThat(host(process, false).mountsWhereItRuns()).isFalse();
        assertThat(host(process, true).mountsWhereItRuns()).isTrue();
        assertThat(host(process.withTerminal(true), false).mountsWhereItRuns()).isTrue();
        assertThat(json(host(process.withTerminal(true), false)).toString()).contains("TERM=xterm");
    }

    private static RuntimeSpec host(ProcessSpec process, boolean isolateProcesses) {
        return new HostProcess(process, "/aurae/web", isolateProcesses, Optional.empty()).toRuntimeSpec(NODE);
    }

    private static ContainerSpec container(Privileges privileges) {
        return new ContainerSpec(Path.of("/root"), ProcessSpec.of("true"), "/aurae/web").privileges(privileges);
    }

    private static int oomScoreAdj(int asked) {
        Privileges privileges = new Privileges(
                List.of(),
                List.of(),
                false,
                false,
                Confinement.STANDARD,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(asked));
        return container(privileges).toRuntimeSpec(NODE).process().oomScoreAdj();
    }

    private static List<String> namespaces(InstanceSpec.Network network) {
        JsonObject spec = json(
                new InstanceSpec(ProcessSpec.of("auraed"), "web-0", network, "/aurae/web-0", InstanceSpec.Kernel.OWN)
                        .toRuntimeSpec(NODE));
        List<String> all = new ArrayList<>();
        for (JsonElement namespace : spec.getAsJsonObject("linux").getAsJsonArray("namespaces")) {
            JsonElement path = namespace.getAsJsonObject().get("path");
            all.add(namespace.getAsJsonObject().get("type").getAsString()
                    + (path == null ? "" : " " + path.getAsString()));
        }
        return all;
    }

    private static RuntimeSpec.Mount mount(RuntimeSpec spec, String destination) {
        return spec.mounts().stream()
                .filter(mount -> mount.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    private static JsonObject json(RuntimeSpec spec) {
        return JsonParser.parseString(SpecJson.text(spec)).getAsJsonObject();
    }

    private static List<String> strings(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }
}
