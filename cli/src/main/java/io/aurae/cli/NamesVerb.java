// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.AuraeException;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints names for a shell that completes a command line: a line each, and nothing when no node answers soon. */
@Command(name = "__names", hidden = true, header = "Print names, for shells.")
final class NamesVerb implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Parameters(paramLabel = "KIND", description = "names, cells, images, instances or volumes.")
    private String kind = "";

    private final Aurae aurae;

    NamesVerb(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        try (AuraeClient client = aurae.connect()) {
            Thread.ofVirtual().start(() -> giveUpLater(client));
            names(client).distinct().forEach(aurae.streams().out()::println);
        } catch (StatusRuntimeException | AuraeException e) {
            return ExitCode.UNREACHABLE; // who types a word wants no message
        }
        return ExitCode.OK;
    }

    /** Ends the calls that are still under way then. */
    private static void giveUpLater(AuraeClient client) {
        try {
            Thread.sleep(PATIENCE);
            client.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<String> names(AuraeClient client) {
        return switch (kind) {
            case "names" -> workloads(Workloads.read(client));
            case "cells" -> cells(client).flatMap(NamesVerb::cells);
            case "images" -> images(client);
            case "instances" -> instances(client);
            case "volumes" ->
                client.volumes().list(VolumeServiceListRequest.getDefaultInstance()).getVolumesList().stream()
                        .map(volume -> volume.getName());
            default -> Stream.empty();
        };
    }

    private static Stream<String> workloads(Workloads workloads) {
        return Stream.concat(
                workloads.pods().stream().map(pod -> pod.getPod().getName()),
                workloads.all().stream().map(Workload::name));
    }

    private static Stream<String> instances(AuraeClient client) {
        return client.instances().list(InstanceServiceListRequest.getDefaultInstance()).getInstancesList().stream()
                .map(instance -> instance.getInstance().getName());
    }

    private static Stream<String> images(AuraeClient client) {
        return client.images().list(ImageServiceListRequest.getDefaultInstance()).getImagesList().stream()
                .flatMap(image -> image.getTagsList().stream());
    }

    private static Stream<CellGraphNode> cells(AuraeClient client) {
        List<CellGraphNode> cells =
                client.cells().list(CellServiceListRequest.getDefaultInstance()).getCellsList();
        return cells.stream().filter(cell -> !cell.getCell().getName().isEmpty());
    }

    private static Stream<String> cells(CellGraphNode cell) {
        return Stream.concat(
                Stream.of(cell.getCell().getName()),
                cell.getChildrenList().stream().flatMap(NamesVerb::cells));
    }
}
