// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The layers below one that is being unpacked; asked for only when the layer leaves out directories that it has entries in. */
@FunctionalInterface
public interface LayersBelow {
    /**
     * Their directories, topmost first, once all of them are whole.
     *
     * @throws IOException when one of them will never be
     */
    List<Path> directories() throws IOException;
}
