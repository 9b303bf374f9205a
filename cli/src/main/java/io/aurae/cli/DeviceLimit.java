// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Bytes;
import io.aurae.proto.cells.v0.IoDeviceLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one disk gives in a second, as {@code --io-max} takes it: {@code /dev/sda,read-bps=10m,write-iops=none}. */
record DeviceLimit(IoDeviceLimit message) {
    private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,4}):([0-9]{1,7})");
    private static final String FORM =
            "a path or MAJOR:MINOR, then read-bps, write-bps, read-iops or write-iops with a number or none";

    /** Reads the text; throws {@link CliException} when it is something else. A path is looked up on this machine. */
    static DeviceLimit parse(String text) {
        String[] parts = text.split(",", -1);
        IoDeviceLimit.Builder limit = device(parts[0], text);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                throw invalid(text);
            }
            long number =
                    Lifted.parse(parts[i].substring(equals + 1), Bytes::parse).orNone(Bytes::count);
            switch (parts[i].substring(0, equals)) {
                case "read-bps" -> limit.setReadBps(number);
                case "write-bps" -> limit.setWriteBps(number);
                case "read-iops" -> limit.setReadIops(number);
                case "write-iops" -> limit.setWriteIops(number);
                default -> throw invalid(text);
            }
        }
        if (parts.length < 2) {
            throw invalid(text);
        }
        return new DeviceLimit(limit.build());
    }

    private static IoDeviceLimit.Builder device(String name, String text) {
        Matcher numbers = NUMBERS.matcher(name);
        if (numbers.matches()) {
            return numbers(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
        }
        if (!name.startsWith("/")) {
            throw invalid(text);
        }
        try {
            long device = ((Number) Files.getAttribute(Path.of(name), "unix:rdev")).longValue();
            if (device == 0) {
                throw CliException.invalid("device '" + name + "' is none (expected: a block device)");
            }
            return numbers((int) ((device >> 8) & 0xfff), (int) ((device & 0xff) | ((device >> 12) & 0xfff00)));
        } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
            throw CliException.invalid("device '" + name + "' not found on this machine (expected: a block device)");
        }
    }

    private static IoDeviceLimit.Builder numbers(int major, int minor) {
        return IoDeviceLimit.newBuilder().setMajor(major).setMinor(minor);
    }

    private static CliException invalid(String text) {
        return CliException.invalid("limit of a device '" + text + "' is not readable (expected: " + FORM + ")");
    }
}
