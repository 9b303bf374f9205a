// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import java.util.Set;

/** What hostile calls are about. */
interface Scene {
    /** Removes what calls made, and makes again what they removed. */
    void set();

    /** All that is there now, a line each. */
    Set<String> props();
}
