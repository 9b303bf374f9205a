// SPDX-License-Identifier: Apache-2.0
/**
 * What the training runs of the AOT caches need beside the programs themselves: a throw-away authority, and the calls that a
 * container runtime's client makes. It is used while the distribution is made and is no part of it.
 */
@NullMarked
package io.aurae.training;

import org.jspecify.annotations.NullMarked;
