// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.images.ImageCollector;
import java.time.Duration;
import java.util.List;

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

    /** In the order of the reference. */
    static final List<ConfigKey<?>> ALL = List.of(GC_HIGH_PERCENT, GC_LOW_PERCENT, GC_MIN_AGE);

    private ImageKeys() {}

    private static int percent(String text) {
        int percent = Integer.parseInt(text);
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(text);
        }
        return percent;
    }

    static ImageSettings read(ConfigSource source) {
        int high = source.value(GC_HIGH_PERCENT);
        int low = source.value(GC_LOW_PERCENT);
        if (high > 0 && low > high) {
            throw new ConfigException("setting '" + GC_LOW_PERCENT.name() + "' has the value '" + low
                    + "' (expected: at most " + GC_HIGH_PERCENT.name() + ", which is " + high + ")");
        }
        return new ImageSettings(new ImageCollector.Policy(high, low, source.value(GC_MIN_AGE)));
    }
}
