// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.oci.runtime.ContainerId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The OCI runtime's names for executables: {@code web-0.nginx_main} is {@code main} of the cell {@code web-0/nginx}. No label of a cell
 * contains '.' or '_', so no two executables share a name. One that would be too long ends with a digest instead.
 */
final class ContainerIds {
    private static final int MAX_LENGTH = 100;
    private static final int KEPT = 60;
    /** What the node's own root cell is called; capital, so that no cell can be. */
    private static final String ROOT = "Node";

    private ContainerIds() {}

    static ContainerId of(String cell, ExecutableName name) {
        String id = (cell.isEmpty() ? ROOT : cell.replace('/', '.')) + "_" + name;
        return new ContainerId(id.length() <= MAX_LENGTH ? id : id.substring(0, KEPT) + "-" + digest(id));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
