// SPDX-License-Identifier: Apache-2.0
/**
 * Both ends of a call: servers and channels over a Unix socket or TCP with mutual TLS, and the interceptors that name the peer,
 * write the audit line and turn failures into statuses.
 */
@NullMarked
package io.aurae.rpc;

import org.jspecify.annotations.NullMarked;
