// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The codes with which the program ends; part of its interface, shown by every {@code --help}. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int NOT_STARTED = 125;
    static final int NO_SUCH_PROGRAM = 127;

    private ExitCode() {}

    /** Of verbs that ask the node for something. */
    static Map<String, String> ofRequests() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("1", "the request failed");
        codes.put("2", "the command line is wrong");
        codes.put("3", "auraed cannot be reached, or refuses this identity");
        return codes;
    }

    /** Of verbs that end as the process they ran ended. */
    static Map<String, String> ofProcesses() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("n", "the process's own exit code; 128 plus the number of the signal that ended it");
        codes.put("2", "the command line is wrong");
        codes.put("125", "the process could not be started or followed");
        codes.put("127", "the program is not there or cannot be executed");
        codes.put("130", "Ctrl-C ended this command");
        return codes;
    }
}
