// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Something that the node keeps on its disk beside images.
 *
 * @param kind such as {@code volumes}
 * @param directories what to count; those that are not there count nothing
 * @param counted which files and directories of it; a directory that is refused is not entered
 */
public record Place(String kind, List<Path> directories, Predicate<Path> counted) {
    public Place {
        directories = List.copyOf(directories);
    }

    /** All that is in one directory. */
    public static Place of(String kind, Path directory) {
        return new Place(kind, List.of(directory), path -> true);
    }
}
