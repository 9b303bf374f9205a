// SPDX-License-Identifier: Apache-2.0
/**
 * Network namespaces and the addresses in them: namespaces pinned to files, and the standard network plugins (CNI 1.0) run from a list
 * on disk or from the default one shipped here. Start at {@code PodNetworks}.
 */
@NullMarked
package io.aurae.auraed.network;

import org.jspecify.annotations.NullMarked;
