// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.util.function.Function;

/**
 * One setting of the daemon: a key of the configuration file that is also a flag ({@code runtime_dir} and {@code --runtime-dir}).
 *
 * @param name lower case, words joined by '_'
 * @param expected what a value looks like, for messages and the reference
 * @param standard the value when nobody sets it, as it would be written
 * @param doc one sentence
 * @param parse from text to the value; any exception means that the text is no such value
 */
record ConfigKey<T>(String name, String expected, String standard, String doc, Function<String, T> parse) {
    /** The key as a flag. */
    String flag() {
        return "--" + name.replace('_', '-');
    }

    /** @throws ConfigException naming the key, the value and what was expected */
    T value(String text) {
        try {
            return parse.apply(text);
        } catch (RuntimeException e) {
            throw new ConfigException(
                    "setting '" + name + "' has the value '" + text + "' (expected: " + expected + ")", e);
        }
    }
}
