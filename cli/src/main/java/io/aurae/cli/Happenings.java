// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventFilter;
import java.util.Locale;

/** Events as people read them. */
final class Happenings {
    private static final String KIND = "EVENT_KIND_";
    private static final String TYPE = "RESOURCE_TYPE_";

    private Happenings() {}

    /** What a name means: {@code cell:executable} is the executable in the cell; one with a dot or a colon before a '/' is an image. */
    static EventFilter.Builder filter(String name) {
        EventFilter.Builder filter = EventFilter.newBuilder();
        return isImage(name) ? filter.setImage(name) : filter.setPath(name.replace(':', '/'));
    }

    private static boolean isImage(String name) {
        int slash = name.indexOf('/');
        return slash > 0
                && (name.substring(0, slash).contains(".")
                        || name.substring(0, slash).contains(":"));
    }

    /** As {@code executable web/nginx/nginx}; the node has no name. */
    static String resource(Event event) {
        String type = event.getResourceType().name().replace(TYPE, "").toLowerCase(Locale.ROOT);
        String name = event.getImage().isEmpty() ? event.getPath() : event.getImage();
        return name.isEmpty() ? type : type + " " + name;
    }

    /** As {@code out of memory}. */
    static String what(Event event) {
        return event.getKind().name().replace(KIND, "").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** The last words of the caller's id, as {@code user/root}; empty when nobody asked. */
    static String by(Event event) {
        String caller = event.getCaller();
        int scheme = caller.indexOf("://");
        int path = scheme < 0 ? -1 : caller.indexOf('/', scheme + 3);
        return path < 0 ? caller : caller.substring(path + 1);
    }

    /** One line, for those who watch. */
    static String line(Event event) {
        StringBuilder line = new StringBuilder(Words.timestamp(event.getAt()))
                .append("  ")
                .append(resource(event))
                .append("  ")
                .append(what(event));
        if (!event.getCause().isEmpty()) {
            line.append(": ").append(event.getCause());
        }
        if (!event.getCaller().isEmpty()) {
            line.append(", by ").append(by(event));
        }
        return line.toString();
    }
}
