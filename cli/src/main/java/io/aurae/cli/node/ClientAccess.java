// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.client.ClientConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration by which a user's clients find this node. */
record ClientAccess(Path file, ClientConfig wanted) {

    /** Writes it unless it is there already. A file that leads to another node is left alone, and said so. */
    void establish(Report report) {
        if (!Files.exists(file)) {
            wanted.write(file);
            report.step("client configuration " + file, true);
            return;
        }
        ClientConfig present = ClientConfig.load(file);
        boolean same = present.equals(wanted);
        boolean ours = present.identity().ca().equals(wanted.identity().ca());
        if (!same && ours) {
            wanted.write(file);
        }
        String remark = same || ours ? "" : " (of another node, left alone; another --config writes one for this node)";
        report.step("client configuration " + file + remark, !same && ours);
    }
}
