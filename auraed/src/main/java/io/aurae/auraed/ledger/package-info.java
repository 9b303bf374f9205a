// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger of every kernel object: what the records say there is, compared with what the kernel has. Knows no kind of resource; each
 * registry keeps a book and says what it has made or is about to make. What is found beside the books is told, never touched.
 */
@NullMarked
package io.aurae.auraed.ledger;

import org.jspecify.annotations.NullMarked;
