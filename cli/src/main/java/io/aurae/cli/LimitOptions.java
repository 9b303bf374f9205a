// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Bytes;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.HugePageLimit;
import io.aurae.proto.cells.v0.IoController;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.cells.v0.PidsController;
import io.aurae.proto.instances.v0.InstanceLimits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a cell may use, as every verb that makes or changes one takes it. */
final class LimitOptions {
    @Option(
            names = "--cpus",
            paramLabel = "NUMBER",
            converter = Lifted.CpusConverter.class,
            description = "At most so many processors' time, such as 0.5; none lifts the limit.")
    private @Nullable Lifted<Cpus> cpus;

    @Option(
            names = "--cpu-weight",
            paramLabel = "WEIGHT",
            description = "Share of the processors, 1 to 10000; the kernel's own is 100.")
    private @Nullable Long cpuWeight;

    @Option(
            names = "--cpuset-cpus",
            paramLabel = "LIST",
            description = "Only these processors, such as 0-2,7; '' for all that the cell around it has.")
    private @Nullable String cpusetCpus;

    @Option(
            names = "--cpuset-mems",
            paramLabel = "LIST",
            description = "Only these memory nodes; '' for all that the cell around it has.")
    private @Nullable String cpusetMems;

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            converter = Lifted.BytesConverter.class,
            description = "At most so much memory, such as 512m or 1GiB; none lifts the limit.")
    private @Nullable Lifted<Bytes> memoryMax;

    @Option(
            names = "--memory-high",
            paramLabel = "BYTES",
            converter = Lifted.BytesConverter.class,
            description = "Slow down above so much; none lifts the limit.")
    private @Nullable Lifted<Bytes> memoryHigh;

    @Option(names = "--memory-low", paramLabel = "BYTES", description = "Take memory from others first up to so much.")
    private @Nullable Bytes memoryLow;

    @Option(names = "--memory-min", paramLabel = "BYTES", description = "Never take away so much.")
    private @Nullable Bytes memoryMin;

    @Option(
            names = "--memory-swap",
            paramLabel = "BYTES",
            converter = Lifted.BytesConverter.class,
            description = "At most so much swap beside the memory; none lifts the limit.")
    private @Nullable Lifted<Bytes> memorySwap;

    @Option(
            names = "--pids",
            paramLabel = "NUMBER",
            converter = Lifted.NumberConverter.class,
            description = "At most so many processes and threads; none lifts the limit.")
    private @Nullable Lifted<Long> pids;

    @Option(
            names = "--io-weight",
            paramLabel = "WEIGHT",
            description = "Share of the disks, 1 to 10000; the kernel's own is 100.")
    private @Nullable Long ioWeight;

    @Option(
            names = "--io-max",
            paramLabel = "DEVICE,KEY=NUMBER…",
            description =
                    "What a disk gives in a second: its path or MAJOR:MINOR, then read-bps, write-bps, read-iops or"
                            + " write-iops with a number or none, as in /dev/sda,read-bps=10m. May be repeated.")
    private List<DeviceLimit> devices = List.of();

    @Option(
            names = "--hugetlb",
            paramLabel = "SIZE=BYTES",
            description = "At most so many bytes of huge pages of a size, as in 2MB=64m. May be repeated.")
    private Map<String, Bytes> hugetlb = Map.of();

    @Option(
            names = "--unified",
            paramLabel = "FILE=VALUE",
            description =
                    "A further file of cgroup v2 and what to write to it, as in memory.oom.group=1. May be repeated.")
    private Map<String, String> unified = Map.of();

    /** Sets what was said; the rest of the cell stays. */
    void apply(Cell.Builder cell) {
        set(cpu(), CpuController.getDefaultInstance(), cell::setCpu);
        set(cpuset(), CpusetController.getDefaultInstance(), cell::setCpuset);
        set(memory(), MemoryController.getDefaultInstance(), cell::setMemory);
        set(io(), IoController.getDefaultInstance(), cell::setIo);
        if (pids != null) {
            cell.setPids(PidsController.newBuilder().setMax(pids.orNone(Long::longValue)));
        }
        hugetlb.forEach((size, bytes) ->
                cell.addHugetlb(HugePageLimit.newBuilder().setPageSize(size).setLimit(bytes.count())));
        cell.putAllUnified(unified);
    }

    /** The same for an instance; what was not said is absent. */
    InstanceLimits ofInstance() {
        Cell.Builder cell = Cell.newBuilder();
        apply(cell);
        InstanceLimits.Builder all = InstanceLimits.newBuilder();
        set(cell.getCpu(), CpuController.getDefaultInstance(), all::setCpu);
        set(cell.getCpuset(), CpusetController.getDefaultInstance(), all::setCpuset);
        set(cell.getMemory(), MemoryController.getDefaultInstance(), all::setMemory);
        set(cell.getIo(), IoController.getDefaultInstance(), all::setIo);
        set(cell.getPids(), PidsController.getDefaultInstance(), all::setPids);
        return all.addAllHugetlb(cell.getHugetlbList())
                .putAllUnified(cell.getUnifiedMap())
                .build();
    }

    private static <T> void set(T said, T nothing, java.util.function.Consumer<T> setter) {
        if (!said.equals(nothing)) {
            setter.accept(said);
        }
    }

    private CpuController cpu() {
        CpuController.Builder cpu = CpuController.newBuilder();
        if (cpus != null) {
            cpu.setMax(cpus.orNone(Cpus::quotaMicros)).setPeriod(Cpus.PERIOD_MICROS);
        }
        return (cpuWeight == null ? cpu : cpu.setWeight(cpuWeight)).build();
    }

    private CpusetController cpuset() {
        CpusetController.Builder cpuset = CpusetController.newBuilder();
        if (cpusetCpus != null) {
            cpuset.setCpus(cpusetCpus);
        }
        return (cpusetMems == null ? cpuset : cpuset.setMems(cpusetMems)).build();
    }

    private MemoryController memory() {
        MemoryController.Builder memory = MemoryController.newBuilder();
        if (memoryMax != null) {
            memory.setMax(memoryMax.orNone(Bytes::count));
        }
        if (memoryHigh != null) {
            memory.setHigh(memoryHigh.orNone(Bytes::count));
        }
        if (memorySwap != null) {
            memory.setSwap(memorySwap.orNone(Bytes::count));
        }
        if (memoryLow != null) {
            memory.setLow(memoryLow.count());
        }
        return (memoryMin == null ? memory : memory.setMin(memoryMin.count())).build();
    }

    private IoController io() {
        IoController.Builder io = IoController.newBuilder();
        devices.forEach(device -> io.addDevices(device.message()));
        return (ioWeight == null ? io : io.setWeight(ioWeight)).build();
    }
}
