// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.store.ImageStore;
import java.nio.file.Path;

/**
 * What cells are made with and where they are kept.
 *
 * @param directory one directory a cell is kept here; gone at reboot
 * @param snapshots what cells write to their roots is kept here
 */
public record Workshop(
        Engine engine, ImageStore images, Volumes volumes, NodeRights rights, Path directory, Path snapshots) {}
