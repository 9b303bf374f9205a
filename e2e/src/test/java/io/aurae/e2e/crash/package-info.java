// SPDX-License-Identifier: Apache-2.0
/** Any process of ours may be killed at any moment: workloads run on and nothing is lost. */
@NullMarked
package io.aurae.e2e.crash;

import org.jspecify.annotations.NullMarked;
