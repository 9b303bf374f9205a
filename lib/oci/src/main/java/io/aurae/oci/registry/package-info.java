// SPDX-License-Identifier: Apache-2.0
/**
 * A client of image registries: resolves references to manifests and fetches verified content, through mirrors where they are
 * configured. It holds no state but tokens, and never shows credentials to a host they are not meant for.
 */
@NullMarked
package io.aurae.oci.registry;

import org.jspecify.annotations.NullMarked;
