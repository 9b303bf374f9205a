// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets a test run for root only, and says so on the console where it does not. */
final class RootCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        int uid = effectiveUid();
        if (uid == 0) {
            return ConditionEvaluationResult.enabled("runs as root");
        }
        String reason = "skipped " + context.getDisplayName() + ": it needs root and runs as uid " + uid;
        System.out.println(reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    private static int effectiveUid() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
