// SPDX-License-Identifier: Apache-2.0
/**
 * Processes that run under a name: started by the OCI runtime, watched by a monitor of their own, followed through the files it leaves.
 * Knows neither cells nor pods; whoever starts an executable says where it runs. Start at {@code Executables}.
 */
@NullMarked
package io.aurae.auraed.executables;

import org.jspecify.annotations.NullMarked;
