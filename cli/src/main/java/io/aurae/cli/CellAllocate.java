// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Bytes;
import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.MemoryController;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Allocates a cell. */
@Command(
        name = "allocate",
        header = "Make a cell; nothing runs in it yet.",
        description = "Repeated with the same arguments it succeeds; a cell of that name with others is refused.",
        footer = {
            "  aurae cell allocate --cpus 0.5 --memory 64m jobs",
            "  aurae cell allocate --cpuset-cpus 0-1 jobs/batch"
        })
final class CellAllocate implements Callable<Integer> {
    @Option(
            names = "--cpus",
            paramLabel = "NUMBER",
            description = "At most so many processors' time, such as 0.5. Default: no limit.")
    private @Nullable Cpus cpus;

    @Option(
            names = "--cpu-weight",
            paramLabel = "WEIGHT",
            description = "Share of the processors, 1 to 10000. Default: 100.")
    private @Nullable Long weight;

    @Option(
            names = "--cpuset-cpus",
            paramLabel = "LIST",
            description = "Only these processors, such as 0-2,7. Default: all.")
    private @Nullable String cpusetCpus;

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "Only these memory nodes. Default: all.")
    private @Nullable String cpusetMems;

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description = "At most so much memory, such as 512m. Default: no limit.")
    private @Nullable Bytes memoryMax;

    @Option(names = "--memory-high", paramLabel = "BYTES", description = "Slow down above so much. Default: never.")
    private @Nullable Bytes memoryHigh;

    @Option(
            names = "--memory-low",
            paramLabel = "BYTES",
            description = "Take memory from others first up to so much. Default: 0.")
    private @Nullable Bytes memoryLow;

    @Option(names = "--memory-min", paramLabel = "BYTES", description = "Never take away so much. Default: 0.")
    private @Nullable Bytes memoryMin;

    @Option(names = "--isolate-process", description = "A process namespace of its own.")
    private boolean isolateProcess;

    @Option(names = "--isolate-network", description = "A network namespace of its own.")
    private boolean isolateNetwork;

    @Parameters(paramLabel = "CELL", description = "Its name, the cells it lies in first: parent/child.")
    private String name = "";

    private final Aurae aurae;

    CellAllocate(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        CellServiceAllocateResponse answer;
        try (AuraeClient client = aurae.connect()) {
            answer = client.cells()
                    .allocate(CellServiceAllocateRequest.newBuilder()
                            .setCell(cell())
                            .build());
        }
        aurae.output().show(answer::getCellName, () -> Documents.of(answer));
        return ExitCode.OK;
    }

    private Cell cell() {
        Cell.Builder cell = Cell.newBuilder()
                .setName(name)
                .setIsolateProcess(isolateProcess)
                .setIsolateNetwork(isolateNetwork);
        if (cpus != null || weight != null) {
            CpuController.Builder cpu = cpus == null ? CpuController.newBuilder() : cpus.controller().toBuilder();
            cell.setCpu(weight == null ? cpu : cpu.setWeight(weight));
        }
        if (cpusetCpus != null || cpusetMems != null) {
            cell.setCpuset(cpuset());
        }
        if (memoryMax != null || memoryHigh != null || memoryLow != null || memoryMin != null) {
            cell.setMemory(memory());
        }
        return cell.build();
    }

    private CpusetController.Builder cpuset() {
        CpusetController.Builder cpuset = CpusetController.newBuilder();
        if (cpusetCpus != null) {
            cpuset.setCpus(cpusetCpus);
        }
        return cpusetMems == null ? cpuset : cpuset.setMems(cpusetMems);
    }

    private MemoryController.Builder memory() {
        MemoryController.Builder memory = MemoryController.newBuilder();
        if (memoryMax != null) {
            memory.setMax(memoryMax.count());
        }
        if (memoryHigh != null) {
            memory.setHigh(memoryHigh.count());
        }
        if (memoryLow != null) {
            memory.setLow(memoryLow.count());
        }
        return memoryMin == null ? memory : memory.setMin(memoryMin.count());
    }
}
