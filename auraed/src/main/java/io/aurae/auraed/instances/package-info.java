// SPDX-License-Identifier: Apache-2.0
/**
 * Spawned instances of auraed: a first process in namespaces of its own that holds a socket and starts a nested daemon when somebody
 * calls. {@code InstanceService} adapts calls, {@code Instances} is the registry, {@code Spawner} makes and ends first processes, for pods
 * too.
 */
@NullMarked
package io.aurae.auraed.instances;

import org.jspecify.annotations.NullMarked;
