// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

/** Which end of a connection a certificate is shown by. */
public enum Purpose {
    /** The end that listens. */
    SERVER("1.3.6.1.5.5.7.3.1"),
    /** The end that calls. */
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String extendedKeyUsage;

    Purpose(String extendedKeyUsage) {
        this.extendedKeyUsage = extendedKeyUsage;
    }

    /** The object identifier that a certificate for this purpose carries, if it is for some purposes only. */
    String extendedKeyUsage() {
        return extendedKeyUsage;
    }
}
