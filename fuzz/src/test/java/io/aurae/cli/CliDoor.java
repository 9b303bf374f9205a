// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.time.Instant;
import java.util.Map;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class CliDoor {
    private CliDoor() {}

    /** A word of the command line, by what it is for. */
    public static Object word(int kind, String text) {
        return switch (kind) {
            case 0 -> Ulimit.parse(text);
            case 1 -> Seconds.parse(text);
            case 2 -> Since.parse(text, Instant.EPOCH);
            case 3 -> Variable.parse(text, Map.of("HOME", "/"));
            case 4 -> PublishedPort.show(PublishedPort.parse(text).mapping());
            case 5 -> HostName.parse(text);
            case 6 -> AskedMount.parse(text);
            case 7 -> Tmpfs.parse(text);
            case 8 -> Cpus.parse(text);
            case 9 -> Umask.parse(text);
            case 10 -> DeviceLimit.parse(text);
            case 11 -> HostDevice.parse(text);
            default -> Restart.parse(text);
        };
    }

    /** How many kinds of words there are. */
    public static int kinds() {
        return 13;
    }
}
