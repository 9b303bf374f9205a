// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.LinuxContainerResources;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceUpdateRequest;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.HugePageLimit;
import io.aurae.proto.cells.v0.MemoryController;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the limits a caller asks for into those of a cell and back; what is zero or empty is left as it is. */
final class Limits {
    private static final long SHARES_MIN = 2;
    private static final long SHARES_MAX = 262_144;
    private static final long WEIGHT_MAX = 10_000;
    private static final long NONE = -1;

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
        MemoryController memory = memory(asked);
        if (!memory.equals(MemoryController.getDefaultInstance())) {
            cell.setMemory(memory);
        }
        cell.addAllHugetlb(hugetlb(asked)).putAllUnified(unified(asked));
    }

    /** The change of a container's limits. */
    static CellServiceUpdateRequest update(ContainerId id, LinuxContainerResources asked) {
        return CellServiceUpdateRequest.newBuilder()
                .setCellName(id.cell())
                .setCpu(cpu(asked))
                .setCpuset(cpuset(asked))
                .setMemory(memory(asked))
                .addAllHugetlb(hugetlb(asked))
                .putAllUnified(unified(asked))
                .build();
    }

    /** What was asked for at first, with what the node holds by now. */
    static LinuxContainerResources inForce(LinuxContainerResources asked, Cell cell) {
        LinuxContainerResources.Builder now = asked.toBuilder();
        CpuController cpu = cell.getCpu();
        if (cpu.hasMax()) {
            now.setCpuQuota(cpu.getMax());
        }
        if (cpu.hasPeriod()) {
            now.setCpuPeriod(cpu.getPeriod());
        }
        boolean sameShares = asked.getCpuShares() > 0 && weight(asked.getCpuShares()) == cpu.getWeight();
        if (cpu.hasWeight() && !sameShares) {
            now.setCpuShares(shares(cpu.getWeight()));
        }
        if (cell.getCpuset().hasCpus()) {
            now.setCpusetCpus(cell.getCpuset().getCpus());
        }
        if (cell.getCpuset().hasMems()) {
            now.setCpusetMems(cell.getCpuset().getMems());
        }
        if (cell.getMemory().hasMax()) {
            now.setMemoryLimitInBytes(Math.max(0, cell.getMemory().getMax()));
        }
        return now.build();
    }

    private static CpuController cpu(LinuxContainerResources asked) {
        CpuController.Builder cpu = CpuController.newBuilder();
        if (asked.getCpuShares() > 0) {
            cpu.setWeight(weight(asked.getCpuShares()));
        }
        if (asked.getCpuQuota() != 0) {
            cpu.setMax(Math.max(NONE, asked.getCpuQuota()));
        }
        if (asked.getCpuPeriod() > 0 && asked.getCpuQuota() > 0) {
            cpu.setPeriod(asked.getCpuPeriod());
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

    /** The CRI counts swap together with the memory. Without a limit of its own, swap stays as the node has it. */
    private static MemoryController memory(LinuxContainerResources asked) {
        MemoryController.Builder memory = MemoryController.newBuilder();
        long limit = asked.getMemoryLimitInBytes();
        long both = asked.getMemorySwapLimitInBytes();
        if (limit != 0) {
            memory.setMax(Math.max(NONE, limit));
        }
        if (both > 0 && limit > 0 && both < limit) {
            throw new CriException.Invalid("limit of memory and swap", both, "at least that of memory, " + limit);
        }
        if (both != 0 && limit > 0) {
            memory.setSwap(both < 0 ? NONE : both - limit);
        }
        asked.getUnifiedMap().forEach((file, value) -> {
            switch (file) {
                case "memory.min" -> memory.setMin(bytes(file, value));
                case "memory.low" -> memory.setLow(bytes(file, value));
                case "memory.high" -> memory.setHigh(bytes(file, value));
                default -> {}
            }
        });
        return memory.build();
    }

    private static long bytes(String file, String value) {
        if (value.equals("max")) {
            return NONE;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new CriException.Invalid("cgroup file " + file, value, "a number of bytes, or max");
        }
    }

    private static List<HugePageLimit> hugetlb(LinuxContainerResources asked) {
        List<HugePageLimit> limits = new ArrayList<>();
        asked.getHugepageLimitsList().stream()
                .filter(limit -> limit.getLimit() != 0 || HugePages.OF_THIS_MACHINE.canBeLimited(limit.getPageSize()))
                .forEach(limit -> limits.add(HugePageLimit.newBuilder()
                        .setPageSize(limit.getPageSize())
                        .setLimit(Math.max(NONE, limit.getLimit()))
                        .build()));
        return limits;
    }

    private static Map<String, String> unified(LinuxContainerResources asked) {
        Map<String, String> files = new LinkedHashMap<>(asked.getUnifiedMap());
        files.keySet().removeAll(List.of("memory.min", "memory.low", "memory.high"));
        return files;
    }

    /** The range of cgroup v1 shares, 2 to 262144, laid evenly over that of weights, 1 to 10000. */
    static long weight(long shares) {
        long within = Math.clamp(shares, SHARES_MIN, SHARES_MAX);
        return 1 + (within - SHARES_MIN) * (WEIGHT_MAX - 1) / (SHARES_MAX - SHARES_MIN);
    }

    private static long shares(long weight) {
        return SHARES_MIN + (weight - 1) * (SHARES_MAX - SHARES_MIN) / (WEIGHT_MAX - 1);
    }
}
