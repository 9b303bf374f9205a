// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.StateFile;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.Device;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.HugePageLimit;
import io.aurae.proto.cells.v0.IoController;
import io.aurae.proto.cells.v0.IoDeviceLimit;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.cells.v0.Paths;
import io.aurae.proto.cells.v0.PidsController;
import io.aurae.proto.cells.v0.Security;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From the message to the record, through the state file, and back to the message. */
final class CellMessagesTest {
    @TempDir
    Path directory;

    private static Cell.Builder limited() {
        return Cell.newBuilder()
                .setCpu(CpuController.newBuilder().setWeight(7).setMax(5000).setPeriod(100_000))
                .setCpuset(CpusetController.newBuilder().setCpus("0-1,3").setMems("0"))
                .setMemory(MemoryController.newBuilder()
                        .setMin(1)
                        .setLow(2)
                        .setHigh(3)
                        .setMax(1L << 40)
                        .setSwap(0))
                .setPids(PidsController.newBuilder().setMax(-1))
                .setIo(IoController.newBuilder()
                        .setWeight(200)
                        .addDevices(IoDeviceLimit.newBuilder()
                                .setMajor(8)
                                .setMinor(16)
                                .setReadBps(1)
                                .setWriteBps(-1)
                                .setReadIops(3)
                                .setWriteIops(4)))
                .addHugetlb(HugePageLimit.newBuilder().setPageSize("1GB").setLimit(0))
                .addHugetlb(HugePageLimit.newBuilder().setPageSize("2MB").setLimit(4096))
                .putUnified("memory.oom.group", "1");
    }

    private static Cell.Builder whole() {
        return limited()
                .setName("pod/web")
                .putLabels("l", "1")
                .putAnnotations("a", "2")
                .setRoot(CellRoot.newBuilder().setImage("nginx:1").setReadOnly(true))
                .addMounts(Mount.newBuilder()
                        .setType(Mount.Type.TYPE_BIND)
                        .setSource("/data")
                        .setTarget("/srv/data")
                        .setReadOnly(true)
                        .setPropagation(Mount.Propagation.PROPAGATION_HOST_TO_CELL))
                .addMounts(Mount.newBuilder()
                        .setType(Mount.Type.TYPE_TMPFS)
                        .setTarget("/tmp")
                        .addOptions("size=1m")
                        .setPropagation(Mount.Propagation.PROPAGATION_PRIVATE))
                .addMounts(Mount.newBuilder()
                        .setType(Mount.Type.TYPE_IMAGE)
                        .setSource("data:1")
                        .setTarget("/image")
                        .setSubPath("a/b")
                        .setReadOnly(true)
                        .setPropagation(Mount.Propagation.PROPAGATION_PRIVATE))
                .addMounts(Mount.newBuilder()
                        .setType(Mount.Type.TYPE_VOLUME)
                        .setSource("state")
                        .setTarget("/state")
                        .setPropagation(Mount.Propagation.PROPAGATION_BIDIRECTIONAL))
                .addMounts(Mount.newBuilder()
                        .setType(Mount.Type.TYPE_BIND)
                        .setSource("/made")
                        .setTarget("/made")
                        .setReadOnly(true)
                        .setRecursiveReadOnly(true)
                        .setCreateSource(true)
                        .setPropagation(Mount.Propagation.PROPAGATION_PRIVATE))
                .setMain(ExecutableMessagesTest.whole())
                .addDevices(Device.newBuilder()
                        .setSource("/dev/null")
                        .setTarget("/dev/nothing")
                        .setAccess("rw"))
                .setSecurity(Security.newBuilder()
                        .addAddCapabilities("CAP_CHOWN")
                        .addDropCapabilities("ALL")
                        .setPrivileged(true)
                        .setNoNewPrivileges(true)
                        .setSeccompUnconfined(true)
                        .setMaskedPaths(Paths.newBuilder())
                        .setReadOnlyPaths(Paths.newBuilder().addPaths("/proc/x"))
                        .setShareProcessNamespace(true)
                        .setApparmorProfile("p")
                        .setSelinuxLabel("u:r:t:s0")
                        .setOomScoreAdj(-500));
    }

    private Cell roundTrip(Cell message) {
        CellRecord record = CellRecord.begin(CellRequests.cell(message), null, List.of(), Instant.EPOCH)
                .whole();
        StateFile<CellRecord> file = new StateFile<>(directory.resolve("cell.json"), CellRecord.class);
        file.write(record);
        assertThat(file.read()).contains(record);
        return CellMessages.cell(file.read().orElseThrow()).toBuilder()
                .clearCreatedAt()
                .build();
    }

    @Test
    void everythingACallerSaysIsKept() {
        Cell message = whole().build();
        assertThat(message.getAllFields().keySet())
                .as("fields that this test fills, besides those that exclude others or that the node fills")
                .hasSize(Cell.getDescriptor().getFields().size() - 4);

        assertThat(roundTrip(message)).isEqualTo(message);
    }

    @Test
    void aFilterOfSystemCallsIsKept() {
        Cell.Builder message = whole();
        message.getSecurityBuilder()
                .setSeccompUnconfined(false)
                .setSeccompProfile("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        message.getDevicesBuilder(0).clearTarget().clearAccess();
        Cell kept = roundTrip(message.build());

        assertThat(kept.getSecurity()).isEqualTo(message.getSecurity());
        assertThat(kept.getDevices(0).getTarget()).isEqualTo("/dev/null");
        assertThat(kept.getDevices(0).getAccess()).isEqualTo("rwm");
    }

    @Test
    void aCellWithoutARootMayIsolateItsProcesses() {
        Cell message = roundTrip(Cell.newBuilder()
                .setName("web")
                .setIsolateProcess(true)
                .setIsolateNetwork(true)
                .build());

        assertThat(message.getIsolateProcess()).isTrue();
        assertThat(message.getIsolateNetwork()).isTrue();
        assertThat(message.getCpu()).isEqualTo(CpuController.getDefaultInstance());
        assertThat(message.hasRoot()).isFalse();
        assertThat(message.hasMain()).isFalse();
        assertThat(message.getSecurity().hasMaskedPaths()).isFalse();
        assertThat(message.getSecurity().hasOomScoreAdj()).isFalse();
    }

    @Test
    void theImageOfARootIsNamedByItsId() {
        CellRecord record = CellRecord.begin(CellRequests.cell(whole().build()), "sha256:12", List.of(), Instant.EPOCH)
                .whole();

        assertThat(CellMessages.cell(record).getRoot().getImageId()).isEqualTo("sha256:12");
        assertThat(CellMessages.cell(record).hasCreatedAt()).isTrue();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(refusedCells(), refusedMounts(), refusedSecurity(), refusedExecutables())
                .flatMap(some -> some);
    }

    private static Stream<Arguments> refusedCells() {
        return Stream.of(
                cell(c -> c.setName("Web"), "name 'Web' has the label 'Web'", "expected: 1 to 63 of a-z"),
                cell(Cell.Builder::clearRoot, "cell 'pod/web' has mounts but no root image", "expected: mounts only"),
                cell(
                        c -> c.setIsolateProcess(true).getSecurityBuilder().setShareProcessNamespace(true),
                        "cell 'pod/web' has isolate_process and shares the process namespace",
                        "expected: one of them"),
                cell(
                        c -> c.getRootBuilder().setImage(" "),
                        "cell 'pod/web' has a root without an image",
                        "expected: a reference"),
                cell(c -> c.getCpuBuilder().setWeight(0), "limit cpu.weight '0'", "expected: 1 to 10000"),
                cell(c -> c.getCpuBuilder().setWeight(10_001), "limit cpu.weight '10001'", "expected: 1 to 10000"),
                cell(c -> c.getCpuBuilder().setMax(999), "limit cpu.max '999'", "expected: at least 1000"),
                cell(c -> c.getCpuBuilder().setMax(-2), "limit cpu.max '-2'", "expected: at least 1000"),
                cell(
                        c -> c.getCpuBuilder().setPeriod(1_000_001),
                        "limit cpu.period '1000001'",
                        "expected: 1000 to 1000000"),
                cell(
                        c -> c.getCpusetBuilder().setCpus("0-"),
                        "limit cpuset.cpus '0-'",
                        "expected: a list such as 0-2,7"),
                cell(c -> c.getCpusetBuilder().setMems("a"), "limit cpuset.mems 'a'", "expected: a list such as 0-2,7"),
                cell(
                        c -> c.getCpusetBuilder().setCpus("1,".repeat(50_000) + "1"),
                        "limit cpuset.cpus '1,1,",
                        "at most 1024"),
                cell(c -> c.getMemoryBuilder().setMin(-1), "limit memory.min '-1'", "expected: at least 0"),
                cell(c -> c.getMemoryBuilder().setLow(-1), "limit memory.low '-1'", "expected: at least 0"),
                cell(c -> c.getMemoryBuilder().setHigh(-2), "limit memory.high '-2'", "expected: at least 0"),
                cell(c -> c.getPidsBuilder().setMax(0), "limit pids.max '0'", "expected: 1 to 4194304, or -1"),
                cell(c -> c.addHugetlb(c.getHugetlb(0)), "limit hugetlb '1GB'", "each page size once"),
                cell(c -> c.getHugetlbBuilder(0).setPageSize("../2MB"), "limit hugetlb '../2MB'", "such as 2MB"),
                cell(
                        c -> c.putUnified("../memory.max", "1"),
                        "limit unified key '../memory.max'",
                        "expected: the name"),
                cell(c -> c.putUnified("cgroup.procs", "1"), "limit unified key 'cgroup.procs'", "no other field"),
                cell(c -> c.getMemoryBuilder().setMax(-2), "limit memory.max '-2'", "expected: at least 65536"));
    }

    private static Stream<Arguments> refusedMounts() {
        return Stream.of(
                cell(
                        c -> c.getMountsBuilder(0).clearSource(),
                        "mount at '/srv/data' has the source ''",
                        "a path of the host"),
                cell(
                        c -> c.getMountsBuilder(1).setSource("/x"),
                        "mount at '/tmp' has the source '/x'",
                        "none for tmpfs"),
                cell(c -> c.getMountsBuilder(0).setSource("data"), "mount source 'data'", "expected: an absolute path"),
                cell(c -> c.getMountsBuilder(0).setTarget("srv"), "mount target 'srv'", "expected: an absolute path"),
                cell(c -> c.getMountsBuilder(0).setTarget("/a/../b"), "mount target '/a/../b'", "without '..'"),
                cell(c -> c.getMountsBuilder(0).setPropagationValue(9), "mount at '/srv/data' has the propagation '9'"),
                cell(c -> c.getMountsBuilder(0).setTypeValue(9), "mount at '/srv/data' has the type '9'"),
                cell(c -> c.getMountsBuilder(2).setSource(""), "mount at '/image' has the source ''", "an image"),
                cell(c -> c.getMountsBuilder(2).setSubPath("a/../b"), "the sub path 'a/../b'", "a relative path"),
                cell(c -> c.getMountsBuilder(2).setSubPath("/a"), "the sub path '/a'", "a relative path"),
                cell(c -> c.getMountsBuilder(3).setSubPath("a"), "the sub path 'a'", "below an image"),
                cell(c -> c.getMountsBuilder(3).setSource("../x"), "volume name '../x'", "expected: 1 to 63"),
                cell(c -> c.getMountsBuilder(3).setCreateSource(true), "create_source 'true'", "a path of the host"),
                cell(
                        c -> c.getMountsBuilder(2).setPropagation(Mount.Propagation.PROPAGATION_BIDIRECTIONAL),
                        "the propagation 'BIDIRECTIONAL'",
                        "private for an image"),
                cell(
                        c -> IntStream.range(0, 1023).forEach(i -> c.addMounts(c.getMounts(0))),
                        "cell 'pod/web' has 1028 mounts",
                        "expected: at most 1024"));
    }

    private static Stream<Arguments> refusedSecurity() {
        return Stream.of(
                cell(
                        c -> c.getDevicesBuilder(0).setSource("/dev/absent"),
                        "device '/dev/absent' is none of this host",
                        "expected: a character or block device"),
                cell(c -> c.getDevicesBuilder(0).setSource("null"), "device source 'null'", "an absolute path"),
                cell(c -> c.getDevicesBuilder(0).setTarget("/../x"), "device target '/../x'", "without '..'"),
                cell(c -> c.getDevicesBuilder(0).setAccess("rr"), "access 'rr'", "expected: some of rwm"),
                cell(
                        c -> IntStream.range(0, 256).forEach(i -> c.addDevices(c.getDevices(0))),
                        "cell 'pod/web' has 257 devices",
                        "expected: at most 256"),
                cell(
                        c -> c.getSecurityBuilder().setSeccompProfile("{}"),
                        "seccomp_profile and seccomp_unconfined",
                        "expected: one of them"),
                cell(
                        c -> c.getSecurityBuilder().setSeccompUnconfined(false).setSeccompProfile("{}"),
                        "seccomp profile: defaultAction ''",
                        "expected: SCMP_ACT_ALLOW"),
                cell(
                        c -> c.getSecurityBuilder().setApparmorProfile("a b"),
                        "AppArmor profile 'a b'",
                        "expected: one word"),
                cell(
                        c -> c.getSecurityBuilder().setProcessNamespaceOf("pod/db/main"),
                        "share_process_namespace and process_namespace_of",
                        "expected: one of them"),
                cell(
                        c -> c.getSecurityBuilder()
                                .setShareProcessNamespace(false)
                                .setProcessNamespaceOf("pod/db/../main"),
                        "name 'pod/db/..' has the label '..'"),
                cell(
                        c -> c.getSecurityBuilder().setOomScoreAdj(1001),
                        "oom_score_adj '1001'",
                        "expected: -1000 to 1000"));
    }

    private static Stream<Arguments> refusedExecutables() {
        return Stream.of(
                main(e -> e.setName("a/b"), "executable name 'a/b'", "expected: 1 to 63"),
                main(e -> e.setName(""), "executable name ''", "expected: 1 to 63"),
                main(e -> e.setName("-a"), "executable name '-a'", "beginning with a letter or a digit"),
                main(
                        e -> e.setWorkingDirectory("srv"),
                        "executable 'main': working directory 'srv'",
                        "an absolute path"),
                main(e -> e.setLogPath("log"), "executable 'main': log path 'log'", "expected: an absolute path"),
                main(e -> e.addEnv("x"), "executable 'main': env 'x'", "expected: NAME=value"),
                main(e -> e.addEnv("=x"), "executable 'main': env '=x'", "expected: NAME=value"),
                main(e -> e.addEnv("A=\0"), "env has a NUL character in 'A=\\u0000' (expected: none)"),
                main(e -> e.addArgs("\0"), "args has a NUL character in '\\u0000' (expected: none)"),
                main(
                        e -> IntStream.range(0, 65_536).forEach(i -> e.addArgs("x")),
                        "args has 65538 entries",
                        "expected: at most 65536"),
                main(e -> e.addEnv("A=" + "x".repeat(1 << 20)), "env has 1048585 bytes", "expected: at most 1048576"),
                main(
                        e -> e.addEnv("no name, and then what nobody should read in the log: secret"),
                        "env 'no name, and then what nobody should rea…' (expected: NAME=value)"));
    }

    private static Arguments cell(Consumer<Cell.Builder> change, String... words) {
        Cell.Builder cell = whole();
        change.accept(cell);
        return Arguments.of(words[0], cell.build(), words);
    }

    private static Arguments main(Consumer<Executable.Builder> change, String... words) {
        return cell(cell -> change.accept(cell.getMainBuilder()), words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatCannotBeIsRefusedWithSubjectValueAndExpectation(String name, Cell message, String... words) {
        assertThatThrownBy(() -> CellRequests.cell(message))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .message()
                .contains(words);
    }
}
