// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.images.ImageCollector;
import io.aurae.base.Bytes;
import io.aurae.oci.layer.LayerLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The settings about images. */
final class ImageKeys {
    static final ConfigKey<Integer> GC_HIGH_PERCENT = new ConfigKey<>(
            "image_gc_high_percent",
            "a whole number from 0 to 100",
            "0",
            "When the disk of images is used so far, images that nothing uses go, the longest unused first; 0 means never.",
            ImageKeys::percent);
    static final ConfigKey<Integer> GC_LOW_PERCENT = new ConfigKey<>(
            "image_gc_low_percent",
            "a whole number from 0 to 100",
            "80",
            "How far the disk is to be used after that; at most the mark above.",
            ImageKeys::percent);
    static final ConfigKey<Duration> GC_MIN_AGE = new ConfigKey<>(
            "image_gc_min_age",
            "a whole number with s, m or h",
            "1h",
            "Images that were pulled or used later than so long ago do not go by themselves.",
            ConfigKeys::duration);

    static final ConfigKey<Long> MAX_ENTRIES = new ConfigKey<>(
            "image_max_entries",
            "a whole number from 1 to 100000000",
            "2000000",
            "Most files, directories and so on in one layer.",
            text -> number(text, 100_000_000));
    static final ConfigKey<Long> MAX_BYTES = new ConfigKey<>(
            "image_max_bytes",
            "a whole number of bytes from 1 to 1099511627776",
            "68719476736",
            "Most bytes of one uncompressed layer or archive, and of any one file with its holes.",
            text -> number(text, 1L << 40));
    static final ConfigKey<Long> MAX_RATIO = new ConfigKey<>(
            "image_max_ratio",
            "a whole number from 1 to 1000000",
            "200",
            "How many times its compressed size a layer may have, once it has more than 256 MiB.",
            text -> number(text, 1_000_000));
    static final ConfigKey<LayerLimits.Devices> DEVICES = new ConfigKey<>(
            "image_devices",
            "none, harmless or all",
            "harmless",
            "Which devices an image may bring; harmless are null, zero, full, random, urandom, tty, console and ptmx.",
            text -> LayerLimits.Devices.valueOf(matching(text).toUpperCase(Locale.ROOT)));
    static final ConfigKey<Path> CREDENTIALS = new ConfigKey<>(
            "registry_credentials",
            "a path",
            "~/.docker/config.json",
            "The file that docker login writes, with its credential helpers; read when a registry asks. It need not exist.",
            ImageKeys::home);

    /** In the order of the reference. */
    static final List<ConfigKey<?>> ALL = List.of(
            GC_HIGH_PERCENT, GC_LOW_PERCENT, GC_MIN_AGE, MAX_ENTRIES, MAX_BYTES, MAX_RATIO, DEVICES, CREDENTIALS);

    private ImageKeys() {}

    private static int percent(String text) {
        int percent = Integer.parseInt(text);
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(text);
        }
        return percent;
    }

    private static long number(String text, long most) {
        long number = Long.parseLong(text);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static String matching(String text) {
        if (!text.matches("none|harmless|all")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /** A {@code ~} at the beginning is the home of the daemon's user. */
    private static Path home(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(text);
        }
        Path home = Path.of(System.getProperty("user.home", "/root"));
        return text.startsWith("~/")
                ? home.resolve(text.substring(2))
                : Path.of(text).toAbsolutePath();
    }

    static ImageSettings read(ConfigSource source) {
        int high = source.value(GC_HIGH_PERCENT);
        int low = source.value(GC_LOW_PERCENT);
        if (high > 0 && low > high) {
            throw new ConfigException("setting '" + GC_LOW_PERCENT.name() + "' has the value '" + low
                    + "' (expected: at most " + GC_HIGH_PERCENT.name() + ", which is " + high + ")");
        }
        LayerLimits limits = new LayerLimits(
                source.value(MAX_ENTRIES),
                new Bytes(source.value(MAX_BYTES)),
                LayerLimits.DEFAULT.pathBytes(),
                source.value(MAX_RATIO),
                source.value(DEVICES));
        return new ImageSettings(
                new ImageCollector.Policy(high, low, source.value(GC_MIN_AGE)), limits, source.value(CREDENTIALS));
    }
}
