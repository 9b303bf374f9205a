// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class EventsDoor {
    private EventsDoor() {}

    /** A line of the file of events, whose checksum is made right. */
    public static Object line(String rest) {
        CRC32 checksum = new CRC32();
        checksum.update(rest.getBytes(UTF_8));
        var content = EventLine.parse(Long.toHexString(checksum.getValue()) + '\t' + rest);
        if (content.isPresent() && content.get() instanceof EventLine.Happened happened) {
            String again = new String(EventLine.of(happened.event()), UTF_8);
            assertThat(EventLine.parse(again.substring(0, again.length() - 1)))
                    .as("the line read, written and read")
                    .isEqualTo(content);
        }
        return content.map(Object::getClass);
    }

    /** Where a watcher stands. */
    public static Object cursor(String token) {
        return Cursor.parse(token).getClass();
    }
}
