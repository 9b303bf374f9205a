// SPDX-License-Identifier: Apache-2.0
/**
 * What every kind of resource shares: its name, the reservation of that name, and the files its specification and state are kept in.
 * Knows no kind of resource; every subsystem may use it.
 */
@NullMarked
package io.aurae.auraed.resource;

import org.jspecify.annotations.NullMarked;
