// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Under which conditions the figures were measured.
 *
 * @param time when the run began
 * @param versions of the targets, by target
 * @param missing why targets were left out, by target
 * @param noise the spread of one fixed piece of work over all rounds
 * @param loadBefore the machine's load when the run began
 * @param loadAfter and when it ended, its own included
 */
record Header(
        Instant time,
        Machine machine,
        Map<String, String> versions,
        Map<String, String> missing,
        Settings settings,
        Distribution noise,
        double loadBefore,
        double loadAfter) {
    Header {
        versions = new LinkedHashMap<>(versions);
        missing = new LinkedHashMap<>(missing);
    }

    /** As lines for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("time     ").append(time).append('\n');
        text.append(String.format(
                Locale.ROOT,
                "machine  %s, %d cores, %d GiB, Linux %s, cgroup %s%n",
                machine.processor(),
                machine.cores(),
                machine.memory(),
                machine.kernel(),
                machine.cgroups()));
        text.append(String.format(
                Locale.ROOT,
                "noise    %.1f / %.1f / %.1f ms (min / median / max of %d rounds: start and end of a process); load %.2f before, %.2f after%n",
                noise.min(),
                noise.p50(),
                noise.max(),
                noise.count(),
                loadBefore,
                loadAfter));
        text.append(String.format(
                Locale.ROOT,
                "rounds   %d pods up in turns, %d ExecSync in each, %d lists; memory with %d idle pods, one target at a time%n",
                settings.pods(),
                settings.execs(),
                settings.lists(),
                settings.idlePods()));
        versions.forEach((target, version) -> text.append(line(target, version)));
        missing.forEach((target, why) -> text.append(line(target, "left out: " + why)));
        return text.toString();
    }

    private static String line(String target, String what) {
        return String.format(Locale.ROOT, "%-16s %s%n", target, what);
    }
}
