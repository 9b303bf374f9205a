// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pod network of a target's own: the same plugins and options for every target.
 *
 * @param bridge the bridge's name, and the network's
 * @param subnet the third byte of its addresses
 * @param leases where addresses in use are noted
 */
record Network(String bridge, int subnet, Path leases) {
    /** Writes the configuration list into the directory, as its only one. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("10-bench.conflist"), conflist());
    }

    private String conflist() {
        return """
            {
              "cniVersion": "1.0.0",
              "name": "%s",
              "plugins": [
                {
                  "type": "bridge", "bridge": "%s", "isGateway": true, "ipMasq": true,
                  "ipam": {
                    "type": "host-local", "dataDir": "%s",
                    "ranges": [[{"subnet": "10.213.%d.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]
                  }
                },
                {"type": "portmap", "capabilities": {"portMappings": true}}
              ]
            }
            """.formatted(bridge, bridge, leases, subnet);
    }
}
