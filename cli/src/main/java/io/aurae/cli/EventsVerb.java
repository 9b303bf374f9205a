// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.cli.output.Table;
import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventFilter;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.proto.events.v0.EventServiceListResponse;
import io.aurae.proto.events.v0.EventServiceWatchRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what happened. */
@Command(
        name = "events",
        header = "Print what happened, and to what.",
        description = {
            "Oldest first: what was allocated, started, stopped (and by whom), ended, refused, freed. The node keeps a bounded number of events.",
            "With --follow and --output json each event is one line."
        },
        footer = {"  aurae events web", "  aurae events --follow --since 10m"})
final class EventsVerb implements Callable<Integer> {
    @Option(
            names = {"-f", "--follow"},
            description = "Stay and print what happens, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "Only what happened since then: so long ago (90s, 10m, 2h, 3d) or a time (2026-11-22T05:40:00Z). Default: all"
                            + " that is kept.")
    private @Nullable Since since;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "A pod, cell, instance or cell:executable, with all below it, or a whole image reference. Default: everything.")
    private String name = "";

    private final Aurae aurae;

    EventsVerb(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        EventFilter.Builder filter = Happenings.filter(name);
        if (since != null) {
            filter.setSince(since.timestamp());
        }
        try (AuraeClient client = aurae.connect()) {
            EventServiceListResponse answer = client.events()
                    .list(EventServiceListRequest.newBuilder().setFilter(filter).build());
            if (follow) {
                answer.getEventsList().forEach(this::print);
                watch(client, filter.build(), answer.getResumeToken());
            } else {
                show(answer.getEventsList());
            }
        }
        return ExitCode.OK;
    }

    private void watch(AuraeClient client, EventFilter filter, String token) {
        EventServiceWatchRequest request = EventServiceWatchRequest.newBuilder()
                .setFilter(filter)
                .setResumeToken(token)
                .build();
        client.events().watch(request).forEachRemaining(response -> {
            if (response.hasEvent()) {
                print(response.getEvent());
            }
        });
    }

    private void print(Event event) {
        aurae.output().showNext(() -> Happenings.line(event), () -> Documents.of(event));
    }

    private void show(List<Event> events) {
        aurae.output().show(() -> table(events), () -> Documents.of(events));
    }

    static Table table(List<Event> events) {
        Table table = new Table("TIME", "RESOURCE", "WHAT", "BY", "CAUSE");
        events.forEach(event -> table.add(
                Words.timestamp(event.getAt()),
                Happenings.resource(event),
                Happenings.what(event),
                Happenings.by(event),
                event.getCause()));
        return table;
    }
}
