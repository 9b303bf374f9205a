// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.util.List;
import java.util.Locale;

/** A signal by its number, 1 to 64; a {@link SignalException} refuses others. Numbers are those of x86-64 and arm64. */
public record Signal(int number) {
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");
    private static final int REAL_TIME_FIRST = 34;
    private static final int REAL_TIME_LAST = 64;

    public static final Signal HUP = new Signal(1);
    public static final Signal INT = new Signal(2);
    public static final Signal QUIT = new Signal(3);
    public static final Signal KILL = new Signal(9);
    public static final Signal USR1 = new Signal(10);
    public static final Signal USR2 = new Signal(12);
    public static final Signal TERM = new Signal(15);
    public static final Signal CONT = new Signal(18);
    public static final Signal STOP = new Signal(19);
    public static final Signal WINCH = new Signal(28);

    public Signal {
        if (number < 1 || number > REAL_TIME_LAST) {
            throw new SignalException(Integer.toString(number));
        }
    }

    /**
     * Reads a name in any case, with or without {@code SIG}, or a number: "TERM", "sigterm", "15", "SIGRTMIN+3", "RTMAX-1".
     *
     * @throws SignalException when there is no such signal
     */
    public static Signal parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        int known = NAMES.indexOf(name);
        if (known >= 0) {
            return new Signal(known + 1);
        }
        try {
            return new Signal(number(name));
        } catch (NumberFormatException e) {
            throw new SignalException(text);
        }
    }

    private static int number(String name) {
        if (name.startsWith("RTMIN")) {
            return realTime(REAL_TIME_FIRST, name.substring("RTMIN".length()), "+");
        }
        if (name.startsWith("RTMAX")) {
            return realTime(REAL_TIME_LAST, name.substring("RTMAX".length()), "-");
        }
        return Integer.parseInt(name);
    }

    private static int realTime(int base, String offset, String sign) {
        if (offset.isEmpty()) {
            return base;
        }
        int number = base + Integer.parseInt(offset);
        boolean inRange = number >= REAL_TIME_FIRST && number <= REAL_TIME_LAST;
        if (!offset.startsWith(sign) || !inRange) {
            throw new NumberFormatException(offset);
        }
        return number;
    }

    /** The name without {@code SIG}: "TERM", "RTMIN+3"; the number for the two that the C library keeps to itself. */
    public String name() {
        if (number <= NAMES.size()) {
            return NAMES.get(number - 1);
        }
        if (number < REAL_TIME_FIRST) {
            return Integer.toString(number);
        }
        return number == REAL_TIME_FIRST ? "RTMIN" : "RTMIN+" + (number - REAL_TIME_FIRST);
    }

    @Override
    public String toString() {
        return "SIG" + name();
    }
}
