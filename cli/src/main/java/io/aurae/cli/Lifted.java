// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.AuraeException;
import io.aurae.base.Bytes;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A limit, or the word {@code none}, which lifts one.
 *
 * @param value empty for none
 */
record Lifted<T>(Optional<T> value) {
    private static final String NONE = "none";
    private static final long NO_LIMIT = -1;

    static <T> Lifted<T> parse(String text, Function<String, T> parse) {
        return new Lifted<>(text.equals(NONE) ? Optional.empty() : Optional.of(parse.apply(text)));
    }

    private static <T> Lifted<T> converted(String text, Function<String, T> parse) {
        try {
            return parse(text, parse);
        } catch (AuraeException e) {
            throw new TypeConversionException(e.getMessage());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number (expected: a whole number, or none)");
        }
    }

    /** The number, or the one that stands for no limit. */
    long orNone(ToLongFunction<T> number) {
        return value.map(number::applyAsLong).orElse(NO_LIMIT);
    }

    /** For amounts of memory. */
    static final class BytesConverter implements ITypeConverter<Lifted<Bytes>> {
        @Override
        public Lifted<Bytes> convert(String text) {
            return converted(text, Bytes::parse);
        }
    }

    /** For processors' time. */
    static final class CpusConverter implements ITypeConverter<Lifted<Cpus>> {
        @Override
        public Lifted<Cpus> convert(String text) {
            return converted(text, Cpus::parse);
        }
    }

    /** For plain numbers. */
    static final class NumberConverter implements ITypeConverter<Lifted<Long>> {
        @Override
        public Lifted<Long> convert(String text) {
            return converted(text, Long::valueOf);
        }
    }
}
