// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import io.aurae.testing.RequiresRoot;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that share one node with all other such classes, and get it as a constructor's {@link Node} or {@link Registry}. After each test
 * everything on the node is freed, and the test fails when a trace of it stays. Needs root.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresRoot
@ExtendWith(SharedNode.class)
public @interface OnNode {}
