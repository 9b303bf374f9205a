// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.MemoryController;

/** Turns the limits a caller asks for into those of a cell; what is zero or empty is left to the node. */
final class Limits {
    private static final long SHARES_MIN = 2;
    private static final long SHARES_MAX = 262_144;
    private static final long WEIGHT_MAX = 10_000;

    private Limits() {}

    static void apply(LinuxContainerResources asked, Cell.Builder cell) {
        CpuController cpu = cpu(asked);
        if (!cpu.equals(CpuController.getDefaultInstance())) {
            cell.setCpu(cpu);
        }
        CpusetController cpuset = cpuset(asked);
        if (!cpuset.equals(CpusetController.getDefaultInstance())) {
            cell.setCpuset(cpuset);
        }
        if (asked.getMemoryLimitInBytes() > 0) {
            cell.setMemory(MemoryController.newBuilder().setMax(asked.getMemoryLimitInBytes()));
        }
    }

    private static CpuController cpu(LinuxContainerResources asked) {
        CpuController.Builder cpu = CpuController.newBuilder();
        if (asked.getCpuShares() > 0) {
            cpu.setWeight(weight(asked.getCpuShares()));
        }
        if (asked.getCpuQuota() > 0) {
            cpu.setMax(asked.getCpuQuota());
            if (asked.getCpuPeriod() > 0) {
                cpu.setPeriod(asked.getCpuPeriod());
            }
        }
        return cpu.build();
    }

    private static CpusetController cpuset(LinuxContainerResources asked) {
        CpusetController.Builder cpuset = CpusetController.newBuilder();
        if (!asked.getCpusetCpus().isEmpty()) {
            cpuset.setCpus(asked.getCpusetCpus());
        }
        if (!asked.getCpusetMems().isEmpty()) {
            cpuset.setMems(asked.getCpusetMems());
        }
        return cpuset.build();
    }

    /** The range of cgroup v1 shares, 2 to 262144, laid evenly over that of weights, 1 to 10000. */
    static long weight(long shares) {
        long within = Math.clamp(shares, SHARES_MIN, SHARES_MAX);
        return 1 + (within - SHARES_MIN) * (WEIGHT_MAX - 1) / (SHARES_MAX - SHARES_MIN);
    }
}
