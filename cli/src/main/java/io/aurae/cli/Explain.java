// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventServiceListRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells why something is as it is. */
@Command(
        name = "explain",
        header = "Tell why something stopped, restarted, was refused or is slow.",
        description =
                "How it is now, what made it so, what can be done, and what happened to it before. Also of what is not there any more.",
        footer = {"  aurae explain web"})
final class Explain implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            description = "A pod, cell, instance or cell:executable, with all below it, or a whole image reference.")
    private String name = "";

    private final Aurae aurae;

    Explain(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Story story;
        try (AuraeClient client = aurae.connect()) {
            EventServiceListRequest request = EventServiceListRequest.newBuilder()
                    .setFilter(Happenings.filter(name))
                    .build();
            List<Event> events = client.events().list(request).getEventsList();
            List<Workload> workloads = Workloads.read(client).meant(name);
            if (events.isEmpty() && workloads.isEmpty()) {
                throw CliException.notFound("nothing is known of '" + name
                        + "' (expected: a name that 'aurae ps -a' or 'aurae events' shows)");
            }
            story = Story.of(name, workloads, events, Instant.now());
        }
        aurae.output().show(() -> story.text(name), () -> document(story));
        return ExitCode.OK;
    }

    private JsonElement document(Story story) {
        JsonObject document = new JsonObject();
        document.addProperty("name", name);
        document.add("now", Documents.ofRecord(story.now()));
        story.why().ifPresent(event -> document.add("why", Documents.of(event)));
        document.addProperty("hint", story.hint());
        document.add("events", Documents.of(story.before()));
        return document;
    }
}
