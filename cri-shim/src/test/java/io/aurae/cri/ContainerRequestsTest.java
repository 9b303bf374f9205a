// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.aurae.cri.v1.CDIDevice;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.Device;
import io.aurae.cri.v1.HugepageLimit;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.KeyValue;
import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.cri.v1.LinuxContainerSecurityContext;
import io.aurae.cri.v1.Mount;
import io.aurae.cri.v1.MountPropagation;
import io.aurae.cri.v1.Signal;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.HugePageLimit;
import io.aurae.proto.cells.v0.Security;
import io.aurae.proto.cells.v0.User;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerRequestsTest {
    private static final ContainerId ID = new ContainerId("a".repeat(32) + "b".repeat(32));
    private static final ContainerConfig PLAIN = ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("nginx"))
            .build();

    @Test
    void theCellLiesInThePodAndHasTheImageAsRoot() {
        Cell cell = cell(PLAIN);

        assertThat(cell.getName()).isEqualTo("b".repeat(32) + "/" + "a".repeat(32));
        assertThat(cell.getRoot().getImage()).isEqualTo(FakeImages.NGINX.getId());
        assertThat(cell.getSecurity())
                .isEqualTo(Security.newBuilder().setSeccompUnconfined(true).build());
        assertThat(cell.hasCpu() || cell.hasCpuset() || cell.hasMemory()).isFalse();
    }

    @Test
    void whatIsNotAskedForIsLeftToTheNodeExceptWhatRuns() {
        var main = cell(PLAIN).getMain();

        assertThat(main)
                .isEqualTo(Executable.newBuilder()
                        .setName("main")
                        .addArgs("/entry.sh")
                        .addArgs("nginx")
                        .addArgs("-g")
                        .setUser(User.getDefaultInstance())
                        .build());
    }

    @Test
    void argumentsReplaceTheImagesCommandOnly() {
        ContainerConfig config = PLAIN.toBuilder().addArgs("-v").build();

        assertThat(cell(config).getMain().getArgsList()).containsExactly("/entry.sh", "-v");
    }

    @Test
    void aCommandReplacesEntryPointAndCommand() {
        assertThat(cell(PLAIN.toBuilder().addCommand("sh").build()).getMain().getArgsList())
                .containsExactly("sh");
        assertThat(cell(PLAIN.toBuilder().addCommand("sh").addArgs("-c").build())
                        .getMain()
                        .getArgsList())
                .containsExactly("sh", "-c");
    }

    @Test
    void somethingMustRun() {
        Image empty =
                Image.newBuilder().setConfig(ImageConfig.getDefaultInstance()).build();

        assertThatThrownBy(() -> ContainerRequests.cell(ID, PLAIN, empty, ""))
                .isInstanceOf(CriException.Invalid.class)
                .hasMessage("command of container 'nginx' (expected: one in the request or in the image)");
    }

    @Test
    void whatIsAskedForIsPassedOn() {
        ContainerConfig config = PLAIN.toBuilder()
                .setWorkingDir("/tmp")
                .addEnvs(KeyValue.newBuilder().setKey("A").setValue(ByteString.copyFromUtf8("b=c")))
                .setStopSignal(Signal.SIGNAL_SIGRTMINPLUS3)
                .setLogPath("nginx/0.log")
                .build();

        var main = ContainerRequests.cell(ID, config, FakeImages.NGINX, "/var/log/pods/web")
                .getMain();

        assertThat(main.getEnvList()).containsExactly("A=b=c");
        assertThat(main.getWorkingDirectory()).isEqualTo("/tmp");
        assertThat(main.getStopSignal()).isEqualTo("SIGRTMIN+3");
        assertThat(main.getLogPath()).isEqualTo("/var/log/pods/web/nginx/0.log");
    }

    @Test
    void theConfigurationIsKeptWithoutTheEnvironment() {
        ContainerConfig config = PLAIN.toBuilder()
                .putAnnotations("note", "x")
                .putLabels("tier", "front")
                .addEnvs(KeyValue.newBuilder().setKey("TOKEN").setValue(ByteString.copyFromUtf8("secret")))
                .build();

        Cell cell = cell(config);

        assertThat(cell.getLabelsMap()).containsExactlyEntriesOf(config.getLabelsMap());
        ContainerConfig kept =
                KeptConfig.container(cell.getName(), cell.getAnnotationsMap()).orElseThrow();
        assertThat(kept.getEnvsList()).isEmpty();
        assertThat(kept.getAnnotationsMap()).isEqualTo(config.getAnnotationsMap());
        assertThat(kept.getImage().getImage()).isEqualTo("docker.io/library/nginx:latest");
    }

    @Test
    void limitsAreTranslatedAndTheRestLeftToTheNode() {
        ContainerConfig config = withResources(LinuxContainerResources.newBuilder()
                .setCpuShares(1024)
                .setCpuQuota(50_000)
                .setCpuPeriod(100_000)
                .setCpusetCpus("0-1")
                .setMemoryLimitInBytes(64 << 20)
                .setOomScoreAdj(-997)
                .build());

        Cell cell = cell(config);

        assertThat(cell.getCpu().getWeight()).isEqualTo(39);
        assertThat(cell.getCpu().getMax()).isEqualTo(50_000);
        assertThat(cell.getCpu().getPeriod()).isEqualTo(100_000);
        assertThat(cell.getCpuset().getCpus()).isEqualTo("0-1");
        assertThat(cell.getCpuset().hasMems()).isFalse();
        assertThat(cell.getMemory().getMax()).isEqualTo(64 << 20);
        assertThat(cell.getSecurity().getOomScoreAdj()).isEqualTo(-997);
    }

    @Test
    void theEndsOfTheSharesRangeAreTheEndsOfTheWeightRange() {
        assertThat(Limits.weight(2)).isEqualTo(1);
        assertThat(Limits.weight(1)).isEqualTo(1);
        assertThat(Limits.weight(262_144)).isEqualTo(10_000);
    }

    @Test
    void mountsKeepTheirDirection() {
        ContainerConfig config = PLAIN.toBuilder()
                .addMounts(Mount.newBuilder()
                        .setHostPath("/srv/data")
                        .setContainerPath("/data")
                        .setReadonly(true)
                        .setPropagation(MountPropagation.PROPAGATION_HOST_TO_CONTAINER))
                .build();

        var mount = cell(config).getMounts(0);

        assertThat(mount.getSource()).isEqualTo("/srv/data");
        assertThat(mount.getTarget()).isEqualTo("/data");
        assertThat(mount.getReadOnly()).isTrue();
        assertThat(mount.getPropagation())
                .isEqualTo(io.aurae.proto.cells.v0.Mount.Propagation.PROPAGATION_HOST_TO_CELL);
    }

    @Test
    void aReadOnlyRootIsPassedOn() {
        ContainerConfig config = PLAIN.toBuilder()
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setSecurityContext(
                                LinuxContainerSecurityContext.newBuilder().setReadonlyRootfs(true)))
                .build();

        assertThat(cell(config).getRoot().getReadOnly()).isTrue();
    }

    @Test
    void imagesAndTreesThatCannotBeWrittenAreMounted() {
        var mounts = cell(PLAIN.toBuilder()
                        .addMounts(Mount.newBuilder()
                                .setContainerPath("/image")
                                .setImage(ImageSpec.newBuilder().setImage("data:1"))
                                .setImageSubPath("a"))
                        .addMounts(Mount.newBuilder()
                                .setContainerPath("/tree")
                                .setHostPath("/srv")
                                .setReadonly(true)
                                .setRecursiveReadOnly(true))
                        .build())
                .getMountsList();

        assertThat(mounts.get(0).getType()).isEqualTo(io.aurae.proto.cells.v0.Mount.Type.TYPE_IMAGE);
        assertThat(mounts.get(0).getSource()).isEqualTo("data:1");
        assertThat(mounts.get(0).getSubPath()).isEqualTo("a");
        assertThat(mounts.get(1).getRecursiveReadOnly()).isTrue();
        assertThat(mounts.get(1).getCreateSource()).isTrue();
        ContainerConfig writable = PLAIN.toBuilder()
                .addMounts(Mount.newBuilder().setContainerPath("/x").setRecursiveReadOnly(true))
                .build();
        assertThatThrownBy(() -> cell(writable))
                .hasMessage("recursively read-only mount at '/x' (expected: one that is read-only and private)");
    }

    @Test
    void devicesAreHandedOn() {
        Device fuse = Device.newBuilder()
                .setHostPath("/dev/fuse")
                .setContainerPath("/dev/f")
                .setPermissions("rw")
                .build();

        assertThat(cell(PLAIN.toBuilder().addDevices(fuse).build()).getDevicesList())
                .containsExactly(io.aurae.proto.cells.v0.Device.newBuilder()
                        .setSource("/dev/fuse")
                        .setTarget("/dev/f")
                        .setAccess("rw")
                        .build());
    }

    @Test
    void whatTheNodeCannotDoIsRefusedByName() {
        assertUnsupported(
                PLAIN.toBuilder()
                        .addCDIDevices(CDIDevice.newBuilder().setName("vendor.example/gpu=0"))
                        .build(),
                "device 'vendor.example/gpu=0' is not supported (expected: none)");
    }

    @Test
    void aLimitToNothingOfPagesThatNoMachineHasIsNoWish() {
        Cell cell = cell(withResources(LinuxContainerResources.newBuilder()
                .addHugepageLimits(HugepageLimit.newBuilder().setPageSize("3MB"))
                .addHugepageLimits(HugepageLimit.newBuilder().setPageSize("1GB").setLimit(7))
                .build()));
        assertThat(cell.getHugetlbList())
                .containsExactly(HugePageLimit.newBuilder()
                        .setPageSize("1GB")
                        .setLimit(7)
                        .build());
    }

    @Test
    void filesOfCgroupV2AreHandedOnAndThoseWithAFieldInIt() {
        Cell cell = cell(withResources(LinuxContainerResources.newBuilder()
                .putUnified("memory.high", "max")
                .putUnified("memory.min", "8")
                .putUnified("memory.oom.group", "1")
                .build()));
        assertThat(cell.getUnifiedMap()).containsExactly(Map.entry("memory.oom.group", "1"));
        assertThat(cell.getMemory().getHigh()).isEqualTo(-1);
        assertThat(cell.getMemory().getMin()).isEqualTo(8);
        assertThatThrownBy(() -> cell(withResources(LinuxContainerResources.newBuilder()
                        .putUnified("memory.high", "much")
                        .build())))
                .hasMessage("cgroup file memory.high 'much' (expected: a number of bytes, or max)");
    }

    @Test
    void swapIsWhatIsLeftOfBothWithoutTheMemory() {
        LinuxContainerResources.Builder both = LinuxContainerResources.newBuilder()
                .setMemoryLimitInBytes(100_000)
                .setMemorySwapLimitInBytes(150_000);
        assertThat(cell(withResources(both.build())).getMemory().getSwap()).isEqualTo(50_000);
        assertThatThrownBy(() ->
                        cell(withResources(both.setMemorySwapLimitInBytes(1).build())))
                .hasMessageContaining("'1' (expected: at least that of memory, 100000)");
    }

    @Test
    void anUpdateSaysOnlyWhatIsAskedForAndIsSeenInTheStatus() {
        LinuxContainerResources first = LinuxContainerResources.newBuilder()
                .setCpuShares(1024)
                .setCpuQuota(50_000)
                .setCpuPeriod(100_000)
                .build();
        var update = Limits.update(
                new ContainerId("0".repeat(64)),
                LinuxContainerResources.newBuilder()
                        .setMemoryLimitInBytes(70_000)
                        .setCpuQuota(-1)
                        .build());
        assertThat(update.getMemory().getMax()).isEqualTo(70_000);
        assertThat(update.getCpu().getMax()).isEqualTo(-1);
        assertThat(update.getCpu().hasWeight()).isFalse();

        Cell now = cell(withResources(first)).toBuilder()
                .setMemory(update.getMemory())
                .build();
        assertThat(Limits.inForce(first, now))
                .isEqualTo(first.toBuilder().setMemoryLimitInBytes(70_000).build());
    }

    private static ContainerConfig withResources(LinuxContainerResources resources) {
        return PLAIN.toBuilder()
                .setLinux(LinuxContainerConfig.newBuilder().setResources(resources))
                .build();
    }

    private static void assertUnsupported(ContainerConfig config, String message) {
        assertThatThrownBy(() -> cell(config))
                .isInstanceOf(CriException.Unsupported.class)
                .hasMessage(message);
    }

    private static Cell cell(ContainerConfig config) {
        return ContainerRequests.cell(ID, config, FakeImages.NGINX, "");
    }
}
