// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory or storage: {@code count} bytes; a negative count is refused with a {@link BytesException}. */
public record Bytes(long count) implements Comparable<Bytes> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)\\s*([a-z]*)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    public Bytes {
        if (count < 0) {
            throw new BytesException("amount '" + count + "' is negative (expected: 0 or more bytes)");
        }
    }

    /**
     * Reads a number with an optional unit, in any case: {@code b}; {@code k m g t p e}, alone or with {@code i}, {@code ib} or
     * {@code b} behind, always powers of 1024 ("512m", "1.5GiB", "64 kb").
     *
     * @throws BytesException when the text has another form, is no whole number of bytes or exceeds 2^63-1
     */
    public static Bytes parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw unreadable(text);
        }
        BigDecimal count =
                new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power(form.group(2), text))));
        try {
            return new Bytes(count.longValueExact());
        } catch (ArithmeticException e) {
            throw unreadable(text);
        }
    }

    private static int power(String unit, String text) {
        if (unit.isEmpty() || unit.equals("b")) {
            return 0;
        }
        int power = "kmgtpe".indexOf(unit.charAt(0)) + 1;
        String rest = unit.substring(1);
        if (power == 0 || !(rest.isEmpty() || rest.equals("i") || rest.equals("b") || rest.equals("ib"))) {
            throw unreadable(text);
        }
        return power;
    }

    private static BytesException unreadable(String text) {
        return new BytesException("amount '" + text
                + "' is not readable (expected: a number with a unit, such as 512m or 1GiB, at most 2^63-1 bytes)");
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }

    /** The amount in the largest unit that leaves a whole number, such as "512MiB"; {@link #parse} reads it back. */
    @Override
    public String toString() {
        long number = count;
        int power = 0;
        while (number != 0 && number % 1024 == 0 && power < UNITS.length - 1) {
            number /= 1024;
            power++;
        }
        return number + UNITS[power];
    }
}
