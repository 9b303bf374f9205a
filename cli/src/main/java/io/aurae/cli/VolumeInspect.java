// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Format;
import io.aurae.cli.output.Output;
import io.aurae.client.AuraeClient;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows volumes. */
@Command(
        name = "inspect",
        header = "Show all that the node knows of volumes, and which cells have them.",
        description = "As YAML, or with --output json as JSON.",
        footer = {"  aurae volume inspect state", "  aurae volume inspect --output json state logs"})
final class VolumeInspect implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "A volume.")
    private List<String> names = List.of();

    private final Aurae aurae;

    VolumeInspect(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        JsonArray found = new JsonArray();
        try (AuraeClient client = aurae.connect()) {
            List<Volume> volumes = client.volumes()
                    .list(VolumeServiceListRequest.getDefaultInstance())
                    .getVolumesList();
            Workloads workloads = Workloads.read(client);
            for (String name : names) {
                found.add(document(find(volumes, name), workloads));
            }
        }
        Format format = aurae.isForPeople() ? Format.YAML : aurae.output().format();
        new Output(format, aurae.streams().out()).show(() -> "", () -> found);
        return ExitCode.OK;
    }

    private static Volume find(List<Volume> volumes, String name) {
        return volumes.stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> CliException.notFound(
                        "the node has no volume '" + name + "' (expected: one that 'aurae volume list' shows)"));
    }

    private static JsonObject document(Volume volume, Workloads workloads) {
        JsonObject document = new JsonObject();
        document.add("volume", Documents.of(volume));
        JsonArray cells = new JsonArray();
        workloads.all().stream()
                .filter(workload -> Unneeded.used(workload.cell()).contains(volume.getName()))
                .map(Workload::cellName)
                .distinct()
                .forEach(cells::add);
        document.add("usedBy", cells);
        return document;
    }
}
