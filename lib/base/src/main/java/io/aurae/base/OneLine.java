// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/**
 * Makes messages fit for a log, a terminal and a status, whatever a caller wrote into the value that they quote: one line, nothing that a
 * terminal obeys, nothing that turns the reading direction, and not too long.
 */
public final class OneLine {
    private static final int MESSAGE_MAX = 1000;
    private static final int VALUE_MAX = 200;
    private static final int VALUE_SHOWN = 60;
    private static final int BEGIN_SHOWN = 600;
    private static final int END_SHOWN = 300;

    private OneLine() {}

    /** The message as it can be shown: one that is short and printable as it is, another of at most about 1000 characters. */
    public static String of(String message) {
        String line = message.codePoints().anyMatch(OneLine::isUnprintable) ? escaped(message) : message;
        return line.length() <= MESSAGE_MAX ? line : shortened(line);
    }

    /** Long values lose their end; what is still too long loses its middle, for the end says what was expected. */
    private static String shortened(String message) {
        StringBuilder shorter = new StringBuilder();
        int at = 0;
        for (int quote = message.indexOf('\''); quote >= 0; quote = message.indexOf('\'', at)) {
            append(shorter, message, at, quote);
            shorter.append('\'');
            at = quote + 1;
        }
        append(shorter, message, at, message.length());
        if (shorter.length() <= MESSAGE_MAX) {
            return shorter.toString();
        }
        return shorter.substring(0, BEGIN_SHOWN) + "…" + shorter.substring(shorter.length() - END_SHOWN);
    }

    /** What stands between two quotes, or outside of them, when the value has some itself. */
    private static void append(StringBuilder shorter, String message, int from, int to) {
        if (to - from <= VALUE_MAX) {
            shorter.append(message, from, to);
        } else {
            shorter.append(message, from, from + VALUE_SHOWN)
                    .append("… (")
                    .append(to - from)
                    .append(" characters)");
        }
    }

    private static boolean isUnprintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static String escaped(String message) {
        StringBuilder printable = new StringBuilder();
        message.codePoints().forEach(point -> {
            if (point == '\n') {
                printable.append("\\n");
            } else if (isUnprintable(point)) {
                printable.append(String.format("\\u%04x", point));
            } else {
                printable.appendCodePoint(point);
            }
        });
        return printable.toString();
    }
}
