// SPDX-License-Identifier: Apache-2.0
package io.aurae.training;

import io.aurae.identity.Authority;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code modernise FOLDER} brings a folder's jars up to date; {@code pki DIRECTORY} makes an authority, a node {@code node} and a user
 * {@code user}; {@code node PKI SOCKET} serves what a command line lists; {@code cri SOCKET LOGS} calls a shim.
 */
public final class Main {
    private Main() {}

    /** Ends with an exception, and so with exit code 1, when anything fails. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        switch (arguments[0]) {
            case "modernise" -> OldJars.modernise(Path.of(arguments[1]));
            case "pki" -> makeIdentities(Path.of(arguments[1]));
            case "node" -> StagedNode.serve(Path.of(arguments[1]), Path.of(arguments[2]));
            case "cri" -> CriCalls.make(Path.of(arguments[1]), Path.of(arguments[2]));
            default ->
                throw new IllegalArgumentException(
                        "task '" + arguments[0] + "' (expected: modernise, pki, node or cri)");
        }
    }

    private static void makeIdentities(Path directory) {
        TrustDomain domain = SpiffeIds.trustDomain("training.aurae.local");
        Authority authority = Authority.create(directory, domain);
        authority.issue(Leaf.node(domain, "training"), directory, "node");
        authority.issue(Leaf.user(domain, "training"), directory, "user");
    }
}
