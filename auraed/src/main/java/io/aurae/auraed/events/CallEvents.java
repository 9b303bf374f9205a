// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import io.aurae.rpc.AuditLine;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Records what shows at the end of a call: that it was refused, or took long. */
public final class CallEvents implements Consumer<AuditLine> {
    /** A call that takes longer is worth a note. */
    static final Duration SLOW = Duration.ofSeconds(2);

    private static final Map<String, Resource.Type> TYPES = Map.of(
            "aurae.cells.v0.CellService", Resource.Type.CELL,
            "aurae.instances.v0.InstanceService", Resource.Type.INSTANCE,
            "aurae.pods.v0.PodService", Resource.Type.POD);

    /** They change nothing. */
    private static final Set<String> QUESTIONS =
            Set.of("List", "Get", "Status", "Stats", "Usage", "Logs", "Wait", "Watch", "Find");

    /** They last as long as their caller likes, or as what they run. */
    private static final Set<String> LASTING =
            Set.of("Exec", "Attach", "CopyIn", "CopyOut", "Stop", "PortForward", "Proxy");

    private final Events events;

    public CallEvents(Events events) {
        this.events = events;
    }

    @Override
    public void accept(AuditLine line) {
        int slash = line.method().lastIndexOf('/');
        Resource.Type type = TYPES.get(line.method().substring(0, Math.max(0, slash)));
        String verb = line.method().substring(slash + 1);
        if (type == null || QUESTIONS.contains(verb)) {
            return;
        }
        Resource resource = line.paths().isEmpty()
                ? Resource.NODE
                : new Resource(type, line.paths().getFirst());
        String caller = line.caller().id().toString();
        if (line.code() != Status.Code.OK && line.code() != Status.Code.CANCELLED) {
            events.record(resource, EventKind.REFUSED, caller, verb + ": " + line.code() + ": " + line.message());
        }
        if (line.duration().compareTo(SLOW) > 0 && !LASTING.contains(verb)) {
            String took = "%s took %.1f s".formatted(verb, line.duration().toMillis() / 1e3);
            String cause = line.waited().isEmpty() ? took : took + ", waited " + line.waited();
            events.record(resource, EventKind.SLOW, caller, cause);
        }
    }
}
