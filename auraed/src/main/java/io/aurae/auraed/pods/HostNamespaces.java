// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

/**
 * Which of the host's namespaces a pod has instead of its own.
 *
 * @param processes only for cells that share the pod's process namespace
 */
record HostNamespaces(boolean network, boolean processes, boolean ipc) {
    static final HostNamespaces NONE = new HostNamespaces(false, false, false);
}
