// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.Times;
import io.aurae.cgroup.CgroupStats;
import io.aurae.proto.cells.v0.CpuUsage;
import io.aurae.proto.cells.v0.IoDeviceUsage;
import io.aurae.proto.cells.v0.IoUsage;
import io.aurae.proto.cells.v0.MemoryUsage;
import io.aurae.proto.cells.v0.PidsUsage;
import io.aurae.proto.cells.v0.Pressure;
import io.aurae.proto.cells.v0.ResourcePressure;
import io.aurae.proto.cells.v0.Stall;
import io.aurae.proto.cells.v0.Usage;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was read of a control group, as callers get it. */
public final class UsageMessages {
    private UsageMessages() {}

    public static Usage usage(CgroupStats stats) {
        Usage.Builder usage = Usage.newBuilder().setReadAt(Times.message(Instant.now()));
        set(stats.cpu(), cpu -> usage.setCpu(cpu(cpu)));
        set(stats.memory(), memory -> usage.setMemory(memory(memory)));
        set(
                stats.io(),
                io -> io.devices().forEach(device -> usage.getIoBuilder().addDevices(device(device))));
        set(stats.pids(), pids -> usage.setPids(pids(pids)));
        set(stats.pressures(), pressures -> usage.setPressure(pressures(pressures)));
        if (stats.io() != null && !usage.hasIo()) {
            usage.setIo(IoUsage.getDefaultInstance());
        }
        return usage.build();
    }

    private static CpuUsage cpu(CgroupStats.Cpu cpu) {
        return CpuUsage.newBuilder()
                .setUsageNanos(cpu.usageNanos())
                .setUserNanos(cpu.userNanos())
                .setSystemNanos(cpu.systemNanos())
                .setPeriods(cpu.periods())
                .setThrottledPeriods(cpu.throttledPeriods())
                .setThrottledNanos(cpu.throttledNanos())
                .build();
    }

    private static MemoryUsage memory(CgroupStats.Memory memory) {
        MemoryUsage.Builder message = MemoryUsage.newBuilder()
                .setUsage(memory.usage())
                .setWorkingSet(memory.workingSet())
                .setRss(memory.rss())
                .setCache(memory.cache())
                .setPageFaults(memory.pageFaults())
                .setMajorPageFaults(memory.majorPageFaults())
                .setSwap(memory.swap())
                .setOomKills(memory.oomKills());
        set(memory.limit(), message::setLimit);
        set(memory.swapLimit(), message::setSwapLimit);
        return message.build();
    }

    private static IoDeviceUsage device(CgroupStats.Device device) {
        return IoDeviceUsage.newBuilder()
                .setMajor((int) device.major())
                .setMinor((int) device.minor())
                .setReadBytes(device.readBytes())
                .setWriteBytes(device.writeBytes())
                .setReadOps(device.readOps())
                .setWriteOps(device.writeOps())
                .build();
    }

    private static PidsUsage pids(CgroupStats.Pids pids) {
        PidsUsage.Builder message = PidsUsage.newBuilder().setCurrent(pids.current());
        set(pids.limit(), message::setLimit);
        return message.build();
    }

    private static Pressure pressures(CgroupStats.Pressures pressures) {
        Pressure.Builder message = Pressure.newBuilder();
        set(pressures.cpu(), cpu -> message.setCpu(pressure(cpu)));
        set(pressures.memory(), memory -> message.setMemory(pressure(memory)));
        set(pressures.io(), io -> message.setIo(pressure(io)));
        return message.build();
    }

    private static ResourcePressure pressure(CgroupStats.Pressure pressure) {
        return ResourcePressure.newBuilder()
                .setSome(stall(pressure.some()))
                .setFull(stall(pressure.full()))
                .build();
    }

    private static Stall stall(CgroupStats.Stall stall) {
        return Stall.newBuilder()
                .setAvg10(stall.average10())
                .setAvg60(stall.average60())
                .setAvg300(stall.average300())
                .setTotalMicros(stall.totalMicros())
                .build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
