// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.PodSandboxMetadata;

/**
 * Names a sandbox to CRI callers and, being the same text, its pod on the node. It is derived from the caller's own names, so that a
 * repeated request finds what the first one made.
 *
 * @param text 32 hexadecimal digits
 */
record SandboxId(String text) {
    /** How many characters an id has. */
    static final int LENGTH = Digest.LENGTH;

    /** @throws CriException INVALID_ARGUMENT when the text is no id */
    SandboxId {
        if (!isWhole(text)) {
            throw new CriException.Invalid("pod sandbox id", text, LENGTH + " hexadecimal digits");
        }
    }

    static SandboxId of(PodSandboxMetadata metadata) {
        return new SandboxId(Digest.of(
                metadata.getUid(),
                metadata.getNamespace(),
                metadata.getName(),
                Integer.toUnsignedString(metadata.getAttempt())));
    }

    /** Whether the text is an id, and not the beginning of one. */
    static boolean isWhole(String text) {
        return text.length() == LENGTH && IdPrefix.isHexadecimal(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
