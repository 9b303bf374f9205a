// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

/** What an answer is printed as. */
public enum Format {
    TABLE,
    JSON,
    YAML
}
