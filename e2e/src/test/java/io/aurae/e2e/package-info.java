// SPDX-License-Identifier: Apache-2.0
/**
 * What the black-box tests share: the distribution as a user has it, nodes of their own, and a registry with images. The tests lie
 * below, one package a topic; they know processes and sockets only.
 */
@NullMarked
package io.aurae.e2e;

import org.jspecify.annotations.NullMarked;
