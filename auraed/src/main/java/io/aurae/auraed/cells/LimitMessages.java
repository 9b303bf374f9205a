// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.HugePageLimit;
import io.aurae.proto.cells.v0.IoController;
import io.aurae.proto.cells.v0.IoDeviceLimit;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.cells.v0.PidsController;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Limits as callers send and get them. */
public final class LimitMessages {
    private static final int PAGE_SIZES_MAX = 16;

    private LimitMessages() {}

    /** @throws io.aurae.base.AuraeException INVALID_ARGUMENT when a limit is out of range */
    public static CgroupLimits of(Cell cell) {
        return new CgroupLimits(
                cpu(cell.getCpu()),
                cpuset(cell.getCpuset()),
                memory(cell.getMemory()),
                said(cell.getPids(), PidsController::hasMax, PidsController::getMax),
                io(cell.getIo()),
                hugetlb(cell.getHugetlbList()),
                cell.getUnifiedMap());
    }

    /** @throws io.aurae.base.AuraeException INVALID_ARGUMENT when a limit is out of range */
    static CgroupLimits of(CellServiceUpdateRequest request) {
        return new CgroupLimits(
                cpu(request.getCpu()),
                cpuset(request.getCpuset()),
                memory(request.getMemory()),
                said(request.getPids(), PidsController::hasMax, PidsController::getMax),
                io(request.getIo()),
                hugetlb(request.getHugetlbList()),
                request.getUnifiedMap());
    }

    private static <M, T> @Nullable T said(M message, Predicate<M> has, Function<M, T> get) {
        return has.test(message) ? get.apply(message) : null;
    }

    private static CgroupLimits.Cpu cpu(CpuController cpu) {
        return new CgroupLimits.Cpu(
                said(cpu, CpuController::hasWeight, CpuController::getWeight),
                said(cpu, CpuController::hasMax, CpuController::getMax),
                said(cpu, CpuController::hasPeriod, CpuController::getPeriod));
    }

    private static CgroupLimits.Cpuset cpuset(CpusetController cpuset) {
        return new CgroupLimits.Cpuset(
                said(cpuset, CpusetController::hasCpus, CpusetController::getCpus),
                said(cpuset, CpusetController::hasMems, CpusetController::getMems));
    }

    private static CgroupLimits.Memory memory(MemoryController memory) {
        return new CgroupLimits.Memory(
                said(memory, MemoryController::hasMin, MemoryController::getMin),
                said(memory, MemoryController::hasLow, MemoryController::getLow),
                said(memory, MemoryController::hasHigh, MemoryController::getHigh),
                said(memory, MemoryController::hasMax, MemoryController::getMax),
                said(memory, MemoryController::hasSwap, MemoryController::getSwap));
    }

    private static CgroupLimits.Io io(IoController io) {
        return new CgroupLimits.Io(
                said(io, IoController::hasWeight, IoController::getWeight),
                io.getDevicesList().stream().map(LimitMessages::device).toList());
    }

    private static CgroupLimits.Device device(IoDeviceLimit device) {
        return new CgroupLimits.Device(
                Integer.toUnsignedLong(device.getMajor()),
                Integer.toUnsignedLong(device.getMinor()),
                said(device, IoDeviceLimit::hasReadBps, IoDeviceLimit::getReadBps),
                said(device, IoDeviceLimit::hasWriteBps, IoDeviceLimit::getWriteBps),
                said(device, IoDeviceLimit::hasReadIops, IoDeviceLimit::getReadIops),
                said(device, IoDeviceLimit::hasWriteIops, IoDeviceLimit::getWriteIops));
    }

    private static Map<String, Long> hugetlb(List<HugePageLimit> limits) {
        if (limits.size() > PAGE_SIZES_MAX) {
            throw ResourceException.invalid(
                    "limit hugetlb '" + limits.size() + " sizes' (expected: at most " + PAGE_SIZES_MAX + ")");
        }
        Map<String, Long> sizes = new TreeMap<>();
        for (HugePageLimit limit : limits) {
            if (sizes.put(limit.getPageSize(), limit.getLimit()) != null) {
                throw ResourceException.invalid(
                        "limit hugetlb '" + limit.getPageSize() + "' (expected: each page size once)");
            }
        }
        return sizes;
    }

    /** Fills the limits of a cell's message; what is unlimited stays absent. */
    public static void put(CgroupLimits limits, Cell.Builder cell) {
        CpuController.Builder cpu = CpuController.newBuilder();
        set(limits.cpu().weight(), cpu::setWeight);
        set(limits.cpu().maxMicros(), cpu::setMax);
        set(limits.cpu().periodMicros(), cpu::setPeriod);
        CpusetController.Builder cpuset = CpusetController.newBuilder();
        set(limits.cpuset().cpus(), cpuset::setCpus);
        set(limits.cpuset().mems(), cpuset::setMems);
        MemoryController.Builder memory = MemoryController.newBuilder();
        set(limits.memory().min(), memory::setMin);
        set(limits.memory().low(), memory::setLow);
        set(limits.memory().high(), memory::setHigh);
        set(limits.memory().max(), memory::setMax);
        set(limits.memory().swap(), memory::setSwap);
        cell.setCpu(cpu).setCpuset(cpuset).setMemory(memory);
        set(limits.pidsMax(), most -> cell.getPidsBuilder().setMax(most));
        if (!limits.io().equals(CgroupLimits.Io.NONE)) {
            set(limits.io().weight(), cell.getIoBuilder()::setWeight);
            limits.io().devices().forEach(device -> cell.getIoBuilder().addDevices(message(device)));
        }
        new TreeMap<>(limits.hugetlb())
                .forEach((size, bytes) -> cell.addHugetlb(
                        HugePageLimit.newBuilder().setPageSize(size).setLimit(bytes)));
        cell.putAllUnified(limits.unified());
    }

    private static IoDeviceLimit message(CgroupLimits.Device device) {
        IoDeviceLimit.Builder message =
                IoDeviceLimit.newBuilder().setMajor((int) device.major()).setMinor((int) device.minor());
        set(device.readBps(), message::setReadBps);
        set(device.writeBps(), message::setWriteBps);
        set(device.readIops(), message::setReadIops);
        set(device.writeIops(), message::setWriteIops);
        return message.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
