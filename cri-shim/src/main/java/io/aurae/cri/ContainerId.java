// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerMetadata;

/**
 * Names a container to CRI callers. Its second half is its sandbox's id, so that the node's name for it, {@code pod/cell}, is read off
 * the id; its first half tells the containers of one sandbox apart also where a tool shows only the beginning.
 *
 * @param text 64 hexadecimal digits
 */
record ContainerId(String text) {
    /** How many characters an id has. */
    static final int LENGTH = Digest.LENGTH + SandboxId.LENGTH;

    /** @throws CriException INVALID_ARGUMENT when the text is no id */
    ContainerId {
        if (!isWhole(text)) {
            throw new CriException.Invalid("container id", text, LENGTH + " hexadecimal digits");
        }
    }

    static ContainerId of(SandboxId sandbox, ContainerMetadata metadata) {
        String attempt = Integer.toUnsignedString(metadata.getAttempt());
        return new ContainerId(Digest.of(sandbox.text(), metadata.getName(), attempt) + sandbox.text());
    }

    /** The id of the container that the node knows by this name. */
    static ContainerId ofCell(String cell) {
        return new ContainerId(textOfCell(cell));
    }

    /** The same, which is no id where the cell is not a container's. */
    static String textOfCell(String cell) {
        int slash = cell.lastIndexOf('/');
        return cell.substring(slash + 1) + cell.substring(0, Math.max(slash, 0));
    }

    /** Whether a container may have this name on the node. */
    static boolean isCell(String cell) {
        int slash = cell.lastIndexOf('/');
        return slash == SandboxId.LENGTH && isWhole(cell.substring(slash + 1) + cell.substring(0, slash));
    }

    /** Whether the text is an id, and not the beginning of one. */
    static boolean isWhole(String text) {
        return text.length() == LENGTH && IdPrefix.isHexadecimal(text);
    }

    SandboxId sandbox() {
        return new SandboxId(text.substring(Digest.LENGTH));
    }

    /** The node's name for the container. */
    String cell() {
        return sandbox() + "/" + text.substring(0, Digest.LENGTH);
    }

    @Override
    public String toString() {
        return text;
    }
}
