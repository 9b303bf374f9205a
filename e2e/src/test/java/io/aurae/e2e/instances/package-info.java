// SPDX-License-Identifier: Apache-2.0
/** Spawned instances: asleep, called, idle again. */
@NullMarked
package io.aurae.e2e.instances;

import org.jspecify.annotations.NullMarked;
