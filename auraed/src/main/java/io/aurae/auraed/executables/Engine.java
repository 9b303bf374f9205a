// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.Events;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.oci.runtime.Exits;
import io.aurae.oci.runtime.OciRuntime;

/** The tools with which every executable of this daemon is started and followed. */
public record Engine(OciRuntime runtime, Exits exits, Cgroups cgroups, Linux linux, Events events, LogLimits logs) {}
