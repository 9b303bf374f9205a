// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The words that bring a program into its place, in front of its own: those of our own program, or where that is not installed those of
 * nsenter, unshare and a shell.
 *
 * @param directory where the program stands in an instance; on the host it stands where it is started
 * @param ownMounts whether it gets a mount namespace of its own, which sees what is mounted outside of it
 */
record Entrance(RuntimePrograms programs, Place place, Path directory, boolean ownMounts) {
    private static final Path ROOT = Path.of("/");

    /**
     * Gives conmon a pipe as descriptor 3 and passes on what comes through it up to the answer. The shell stays until then, because
     * conmon puts itself into the background at once, and Java takes the end of its child for the end of the child's output.
     */
    private static final List<String> UNTIL_ANSWER = List.of(
            "/bin/sh",
            "-c",
            "\"$@\" 3>&1 2>&1 >/dev/null </dev/null |"
                    + " while read -r line; do printf '%s\\n' \"$line\"; case $line in '{'*) break;; esac; done",
            "sh");

    /** To the root directory, with the mounts that are there. */
    static Entrance of(RuntimePrograms programs, Place place) {
        return new Entrance(programs, place, ROOT, false);
    }

    /** The command line of this program in its place. */
    List<String> command(List<String> program) {
        return joined(programs.enter().map(enter -> own(enter, List.of())).orElseGet(this::others), program);
    }

    /**
     * The same for conmon: it gets a pipe as descriptor 3, and what it writes there and to its standard error is the output, up to the
     * first line that begins with a brace.
     */
    List<String> commandUntilAnswer(List<String> conmon) {
        Optional<Path> enter = programs.enter();
        return enter.isPresent()
                ? joined(own(enter.get(), List.of("--answer")), conmon)
                : joined(UNTIL_ANSWER, joined(others(), conmon));
    }

    private static List<String> joined(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    private List<String> own(Path enter, List<String> more) {
        List<String> words = new ArrayList<>(target());
        if (ownMounts) {
            words.add("--own-mounts");
        }
        words.addAll(more);
        if (words.isEmpty()) {
            return words;
        }
        words.addFirst(enter.toString());
        words.add("--");
        return words;
    }

    private List<String> others() {
        List<String> words = target();
        if (!words.isEmpty()) {
            words.addFirst(programs.nsenter().toString());
            words.add("--");
        }
        if (ownMounts) {
            words.addAll(List.of(programs.unshare().toString(), "--mount", "--propagation", "slave", "--"));
        }
        return words;
    }

    private List<String> target() {
        List<String> words = new ArrayList<>();
        OptionalLong pid = place.enterPid();
        if (pid.isPresent()) {
            words.addAll(List.of("--target", Long.toString(pid.getAsLong())));
            if (!place.hostProcesses()) {
                words.addAll(List.of("--mount", "--pid"));
            }
            words.addAll(List.of("--net", "--ipc", "--uts", "--wd=" + directory));
        }
        return words;
    }
}
