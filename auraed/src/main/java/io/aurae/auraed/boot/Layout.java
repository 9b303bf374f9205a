// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.images.Place;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything of a daemon lies.
 *
 * @param runtime what runs; gone at reboot
 * @param library what is kept over reboots
 */
record Layout(Path runtime, Path library) {
    Path cells() {
        return runtime.resolve("cells");
    }

    Path rootCell() {
        return runtime.resolve("root-cell");
    }

    Path instances() {
        return runtime.resolve("instances");
    }

    Path pods() {
        return runtime.resolve("pods");
    }

    Path networkNamespaces() {
        return runtime.resolve("netns");
    }

    /** Those of pods that have users of their own, a directory each. */
    Path userNamespaces() {
        return runtime.resolve("userns");
    }

    /** The OCI runtime's state of what is not in a pod. */
    Path ociRuntime() {
        return runtime.resolve("crun");
    }

    /** Its program, where it cannot be written to. */
    Path crun() {
        return runtime.resolve("programs").resolve("crun");
    }

    /** For files of a moment. */
    Path scratch() {
        return runtime.resolve("scratch");
    }

    /** What happened. */
    Path events() {
        return runtime.resolve("events");
    }

    /** Where monitors leave exit codes. */
    Path exits() {
        return runtime.resolve("exits");
    }

    /** Where monitors are found by those who attach. */
    Path monitors() {
        return runtime.resolve("monitors");
    }

    Path images() {
        return library.resolve("images");
    }

    /** Volumes, which outlive everything else. */
    Path volumes() {
        return library.resolve("volumes");
    }

    /** Which pods are connected to the network. */
    Path networks() {
        return library.resolve("networks");
    }

    /** What cells write to their image roots; of no use after a reboot. */
    Path snapshots() {
        return library.resolve("snapshots");
    }

    /** The libraries of nested daemons, by instance. */
    Path nestedLibraries() {
        return library.resolve("instances");
    }

    /** What is kept on the disk beside images. */
    List<Place> places() {
        return List.of(
                Place.of("writable layers", snapshots()),
                new Place("logs", List.of(cells(), rootCell()), Layout::isLogOrAbove),
                Place.of("volumes", volumes()),
                Place.of("instances", nestedLibraries()));
    }

    /** A cell's mounted root is no place for logs. */
    private static boolean isLogOrAbove(Path path) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        return file ? path.getFileName().toString().startsWith("log") : !path.endsWith("root");
    }
}
