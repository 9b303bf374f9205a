// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.CpuUsage;
import io.aurae.cri.v1.FilesystemIdentifier;
import io.aurae.cri.v1.FilesystemUsage;
import io.aurae.cri.v1.IoUsage;
import io.aurae.cri.v1.MemoryUsage;
import io.aurae.cri.v1.NetworkInterfaceUsage;
import io.aurae.cri.v1.NetworkUsage;
import io.aurae.cri.v1.ProcessUsage;
import io.aurae.cri.v1.PsiData;
import io.aurae.cri.v1.PsiStats;
import io.aurae.cri.v1.SwapUsage;
import io.aurae.cri.v1.UInt64Value;
import io.aurae.proto.cells.v0.DiskUsage;
import io.aurae.proto.cells.v0.InterfaceUsage;
import io.aurae.proto.cells.v0.ResourcePressure;
import io.aurae.proto.cells.v0.Stall;
import io.aurae.proto.cells.v0.Usage;
import java.util.List;
import java.util.Optional;

/** What the node measured, in the words of the CRI. */
record Figures(Usage usage) {
    private long timestamp() {
        return Times.nanos(usage.getReadAt());
    }

    CpuUsage cpu() {
        CpuUsage.Builder cpu = CpuUsage.newBuilder()
                .setTimestamp(timestamp())
                .setUsageCoreNanoSeconds(value(usage.getCpu().getUsageNanos()));
        if (usage.getCpu().hasUsageNanoCores()) {
            cpu.setUsageNanoCores(value(usage.getCpu().getUsageNanoCores()));
        }
        if (usage.getPressure().hasCpu()) {
            cpu.setPsi(pressure(usage.getPressure().getCpu()));
        }
        return cpu.build();
    }

    MemoryUsage memory() {
        io.aurae.proto.cells.v0.MemoryUsage measured = usage.getMemory();
        MemoryUsage.Builder memory = MemoryUsage.newBuilder()
                .setTimestamp(timestamp())
                .setUsageBytes(value(measured.getUsage()))
                .setWorkingSetBytes(value(measured.getWorkingSet()))
                .setRssBytes(value(measured.getRss()))
                .setPageFaults(value(measured.getPageFaults()))
                .setMajorPageFaults(value(measured.getMajorPageFaults()));
        if (measured.hasLimit()) {
            memory.setAvailableBytes(value(Math.max(0, measured.getLimit() - measured.getWorkingSet())));
        }
        if (usage.getPressure().hasMemory()) {
            memory.setPsi(pressure(usage.getPressure().getMemory()));
        }
        return memory.build();
    }

    SwapUsage swap() {
        io.aurae.proto.cells.v0.MemoryUsage measured = usage.getMemory();
        SwapUsage.Builder swap =
                SwapUsage.newBuilder().setTimestamp(timestamp()).setSwapUsageBytes(value(measured.getSwap()));
        if (measured.hasSwapLimit()) {
            swap.setSwapAvailableBytes(value(Math.max(0, measured.getSwapLimit() - measured.getSwap())));
        }
        return swap.build();
    }

    IoUsage io() {
        IoUsage.Builder io = IoUsage.newBuilder().setTimestamp(timestamp());
        if (usage.getPressure().hasIo()) {
            io.setPsi(pressure(usage.getPressure().getIo()));
        }
        return io.build();
    }

    ProcessUsage processes() {
        return ProcessUsage.newBuilder()
                .setTimestamp(timestamp())
                .setProcessCount(value(usage.getPids().getCurrent()))
                .build();
    }

    /** What was written to the root; empty when it was not counted lately, and where nothing can be written. */
    Optional<FilesystemUsage> writtenLayer() {
        DiskUsage disk = usage.getDisk();
        return !usage.hasDisk()
                ? Optional.empty()
                : Optional.of(FilesystemUsage.newBuilder()
                        .setTimestamp(Times.nanos(disk.getCountedAt()))
                        .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(disk.getDirectory()))
                        .setUsedBytes(value(disk.getBytes()))
                        .setInodesUsed(value(disk.getInodes()))
                        .build());
    }

    /** The first interface is the default one: network plugins make it before any other. */
    NetworkUsage network(List<InterfaceUsage> links) {
        NetworkUsage.Builder network = NetworkUsage.newBuilder().setTimestamp(timestamp());
        links.stream().findFirst().map(Figures::link).ifPresent(network::setDefaultInterface);
        links.stream().skip(1).map(Figures::link).forEach(network::addInterfaces);
        return network.build();
    }

    private static NetworkInterfaceUsage link(InterfaceUsage link) {
        return NetworkInterfaceUsage.newBuilder()
                .setName(link.getName())
                .setRxBytes(value(link.getReceiveBytes()))
                .setRxErrors(value(link.getReceiveErrors()))
                .setTxBytes(value(link.getTransmitBytes()))
                .setTxErrors(value(link.getTransmitErrors()))
                .build();
    }

    private static PsiStats pressure(ResourcePressure pressure) {
        return PsiStats.newBuilder()
                .setSome(stall(pressure.getSome()))
                .setFull(stall(pressure.getFull()))
                .build();
    }

    private static PsiData stall(Stall stall) {
        return PsiData.newBuilder()
                .setTotal(stall.getTotalMicros())
                .setAvg10(stall.getAvg10())
                .setAvg60(stall.getAvg60())
                .setAvg300(stall.getAvg300())
                .build();
    }

    private static UInt64Value value(long number) {
        return UInt64Value.newBuilder().setValue(number).build();
    }
}
