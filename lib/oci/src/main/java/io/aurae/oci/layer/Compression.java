// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Undoes what a layer is compressed with; its first bytes say what, whatever its media type claims. */
final class Compression {
    private static final int BUFFER_BYTES = 64 << 10;

    private Compression() {}

    static InputStream open(InputStream blob) throws IOException {
        BufferedInputStream in = new BufferedInputStream(blob, BUFFER_BYTES);
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            return new GZIPInputStream(in, BUFFER_BYTES);
        }
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new ZstdInputStream(in);
        }
        return in;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
