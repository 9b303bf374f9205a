// SPDX-License-Identifier: Apache-2.0
/**
 * Who speaks: trust domains, SPIFFE ids, the embedded authority and the sources of certificates and trusted roots that both ends
 * of a connection use.
 */
@NullMarked
package io.aurae.identity;

import org.jspecify.annotations.NullMarked;
