// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times and sizes as people say them. */
public final class Words {
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Words() {}

    /** How long {@code from} is before {@code to}, in the largest unit that fits: 5s, 3m, 2h, 4d; empty when it was never set. */
    public static String age(Timestamp from, Instant to) {
        if (from.getSeconds() == 0) {
            return "";
        }
        Duration age = Duration.between(Instant.ofEpochSecond(from.getSeconds(), from.getNanos()), to);
        if (age.toDays() > 0) {
            return age.toDays() + "d";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
    }

    /** As {@code 2026-11-22T05:40:00Z}; empty when it was never set. */
    public static String timestamp(Timestamp at) {
        return at.getSeconds() == 0
                ? ""
                : Instant.ofEpochSecond(at.getSeconds(), at.getNanos()).toString();
    }

    /** Decimal units with three digits: 999B, 1.23MB, 45.6GB. */
    public static String size(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 999.5 && unit < SIZES.length - 1) {
            amount /= 1000;
            unit++;
        }
        int digits = unit == 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f%s", amount, SIZES[unit]);
    }

    /** What a process wrote or calls itself may hold anything; nothing of this steers a terminal. */
    public static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
