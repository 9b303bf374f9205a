// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.aurae.auraed.resource.Times;
import io.aurae.proto.events.v0.EventFilter;
import io.aurae.proto.events.v0.ResourceType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Between events and the messages of {@code aurae.events.v0}. */
final class EventMessages {
    static final int LIMIT_DEFAULT = 500;
    static final int LIMIT_MAX = 2_000;
    private static final int PATH_LENGTH_MAX = 300;

    private EventMessages() {}

    static int limit(int asked) {
        if (asked < 0 || asked > LIMIT_MAX) {
            throw new EventException.Invalid("limit '" + Integer.toUnsignedString(asked) + "' (expected: 1 to "
                    + LIMIT_MAX + ", or 0 for " + LIMIT_DEFAULT + ")");
        }
        return asked == 0 ? LIMIT_DEFAULT : asked;
    }

    /** @throws EventException INVALID_ARGUMENT */
    static Predicate<Event> filter(EventFilter filter) {
        Predicate<Event> fits = within(shortEnough("path", filter.getPath()));
        String image = shortEnough("image", filter.getImage());
        if (!image.isEmpty()) {
            fits = fits.and(event -> event.resource().equals(Resource.image(image)));
        }
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        filter.getKindsList().forEach(kind -> kinds.add(kind(kind)));
        if (!kinds.isEmpty()) {
            fits = fits.and(event -> kinds.contains(event.kind()));
        }
        if (filter.hasSince()) {
            Instant since = instant(filter.getSince());
            fits = fits.and(event -> !event.at().isBefore(since));
        }
        return fits;
    }

    private static Predicate<Event> within(String path) {
        if (path.isEmpty()) {
            return event -> true;
        }
        if (path.endsWith("/")) {
            return event -> isNode(event) && event.resource().path().startsWith(path);
        }
        return event -> isNode(event) && event.resource().isWithin(path);
    }

    /** Images are not in the tree of paths. */
    private static boolean isNode(Event event) {
        return event.resource().type() != Resource.Type.IMAGE;
    }

    private static String shortEnough(String what, String text) {
        if (text.length() > PATH_LENGTH_MAX) {
            throw new EventException.Invalid(what + " '" + text.substring(0, 40) + "…' has " + text.length()
                    + " characters (expected: at most " + PATH_LENGTH_MAX + ")");
        }
        return text;
    }

    private static Instant instant(Timestamp timestamp) {
        if (!Timestamps.isValid(timestamp)) {
            throw new EventException.Invalid("since '" + timestamp.getSeconds() + " s and " + timestamp.getNanos()
                    + " ns' (expected: a time from the year 1 to 9999)");
        }
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static EventKind kind(io.aurae.proto.events.v0.EventKind kind) {
        return switch (kind) {
            case EVENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new EventException.Invalid("kind '" + kind + "' (expected: a kind of event)");
            default -> EventKind.valueOf(kind.name().substring("EVENT_KIND_".length()));
        };
    }

    static io.aurae.proto.events.v0.Event event(Event event, Cursor cursor) {
        Resource resource = event.resource();
        var message = io.aurae.proto.events.v0.Event.newBuilder()
                .setId(event.id())
                .setAt(Times.message(event.at()))
                .setResourceType(ResourceType.valueOf("RESOURCE_TYPE_" + resource.type()))
                .setKind(io.aurae.proto.events.v0.EventKind.valueOf("EVENT_KIND_" + event.kind()))
                .setCaller(event.caller())
                .setCause(event.cause())
                .setResumeToken(cursor.token());
        if (resource.type() == Resource.Type.IMAGE) {
            message.setImage(resource.path());
        } else {
            message.setPath(resource.path());
        }
        return message.build();
    }
}
