// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.List;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class ExecutablesDoor {
    private ExecutablesDoor() {}

    /** Words of a command. */
    public static List<String> split(String command) {
        return CommandLine.split(command);
    }

    /** What a state file holds. */
    public static Class<?> record() {
        return ExecutableRecord.class;
    }
}
