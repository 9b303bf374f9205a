// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why something is as it is: how it is now, the last thing that made it so, what came before, and what can be done.
 *
 * @param now how it is, a line for each executable; empty when nothing of the name is there
 * @param why the event that explains it best, if there is one
 * @param before all events, oldest first
 * @param hint what can be done
 */
record Story(List<String> now, Optional<Event> why, List<Event> before, String hint) {
    private static final int BEFORE_MAX = 20;

    /** What explains a state; the others only lead to it. */
    private static final Set<EventKind> EXPLAIN = Set.of(
            EventKind.EVENT_KIND_STOPPED,
            EventKind.EVENT_KIND_EXITED,
            EventKind.EVENT_KIND_OUT_OF_MEMORY,
            EventKind.EVENT_KIND_FREED,
            EventKind.EVENT_KIND_REFUSED,
            EventKind.EVENT_KIND_SLOW,
            EventKind.EVENT_KIND_RESTARTED,
            EventKind.EVENT_KIND_UNHEALTHY,
            EventKind.EVENT_KIND_FROZEN,
            EventKind.EVENT_KIND_FAILED);

    /** @param workloads what there is of the name */
    static Story of(String name, List<Workload> workloads, List<Event> events, Instant at) {
        List<String> now = workloads.stream()
                .map(workload -> workload.name() + ": " + workload.state(at))
                .toList();
        Optional<Event> why = events.reversed().stream()
                .filter(event -> EXPLAIN.contains(event.getKind()))
                .findFirst();
        boolean runs = !workloads.isEmpty() && workloads.stream().allMatch(Workload::isRunning);
        return new Story(
                now, why, events, why.map(event -> hint(name, event, runs)).orElse(""));
    }

    private static String hint(String name, Event event, boolean runs) {
        return switch (event.getKind()) {
            case EVENT_KIND_OUT_OF_MEMORY ->
                "give it more memory, or see what it did last: aurae logs --tail 20 " + name;
            case EVENT_KIND_EXITED -> runs ? "it runs again" : exited(name, event.getCause());
            case EVENT_KIND_STOPPED ->
                runs ? "it runs again" : "it was stopped on purpose; start it again when it is wanted";
            case EVENT_KIND_FREED -> "it was removed on purpose; it can be made anew under the same name";
            case EVENT_KIND_REFUSED ->
                "what was refused, and what is expected, stands above; correct the call and repeat it";
            case EVENT_KIND_SLOW -> "see whether the machine is busy: aurae status";
            case EVENT_KIND_RESTARTED, EVENT_KIND_UNHEALTHY -> "see what it writes: aurae logs --tail 20 " + name;
            case EVENT_KIND_FROZEN -> "it is frozen until somebody thaws it";
            default -> "see the node's own log: aurae logs --daemon";
        };
    }

    private static String exited(String name, String cause) {
        if (cause.startsWith("exit code 127")) {
            return "a program it wanted to run is not there: aurae logs --tail 20 " + name;
        }
        return cause.startsWith("exit code 0")
                ? "it had done its work"
                : "see what it wrote last: aurae logs --tail 20 " + name;
    }

    /** As people read it. */
    String text(String name) {
        StringBuilder text = new StringBuilder();
        if (now.isEmpty()) {
            text.append(name).append(": not there now\n");
        }
        now.forEach(line -> text.append(line).append('\n'));
        why.ifPresent(event -> text.append("why: ").append(sentence(event)).append('\n'));
        if (!hint.isEmpty()) {
            text.append("hint: ").append(hint).append('\n');
        }
        text.append("\nwhat happened:\n");
        before.subList(Math.max(0, before.size() - BEFORE_MAX), before.size())
                .forEach(event ->
                        text.append("  ").append(Happenings.line(event)).append('\n'));
        return text.toString();
    }

    private static String sentence(Event event) {
        String by = event.getCaller().isEmpty() ? "" : ", by " + Happenings.by(event);
        String cause = event.getCause().isEmpty() ? "" : ": " + event.getCause();
        return Happenings.resource(event) + " " + Happenings.what(event) + cause + by + " at "
                + Words.timestamp(event.getAt());
    }
}
