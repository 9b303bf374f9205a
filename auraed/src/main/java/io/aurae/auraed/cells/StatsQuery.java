// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.cgroup.CgroupStats.Part;
import io.aurae.proto.cells.v0.StatsPart;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is asked about resources.
 *
 * @param parts what to read of control groups
 * @param network whether to read the interfaces of pods
 * @param disk whether to tell what cells have written to their roots
 * @param executables whether to read each executable too
 * @param specification whether to say what each resource is
 */
public record StatsQuery(Set<Part> parts, boolean network, boolean disk, boolean executables, boolean specification) {

    /** @throws ResourceException INVALID_ARGUMENT when a part is not known */
    public static StatsQuery of(List<StatsPart> asked, boolean executables, boolean specification) {
        if (asked.isEmpty()) {
            return new StatsQuery(EnumSet.allOf(Part.class), true, true, executables, specification);
        }
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (StatsPart part : asked) {
            switch (part) {
                case STATS_PART_CPU -> parts.add(Part.CPU);
                case STATS_PART_MEMORY -> parts.add(Part.MEMORY);
                case STATS_PART_IO -> parts.add(Part.IO);
                case STATS_PART_PIDS -> parts.add(Part.PIDS);
                case STATS_PART_PRESSURE -> parts.add(Part.PRESSURE);
                case STATS_PART_NETWORK, STATS_PART_DISK -> {}
                case STATS_PART_UNSPECIFIED, UNRECOGNIZED ->
                    throw ResourceException.invalid(
                            "stats part '" + part + "' (expected: CPU, MEMORY, IO, PIDS, PRESSURE, NETWORK or DISK)");
            }
        }
        return new StatsQuery(
                parts,
                asked.contains(StatsPart.STATS_PART_NETWORK),
                asked.contains(StatsPart.STATS_PART_DISK),
                executables,
                specification);
    }
}
