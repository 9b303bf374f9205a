// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackTest {
    private final List<String> undone = new ArrayList<>();

    @Test
    void closingUndoesTheNewestFirst() {
        try (Rollback rollback = new Rollback()) {
            rollback.push("first", () -> undone.add("first"));
            rollback.push("second", () -> undone.add("second"));
        }
        assertThat(undone).containsExactly("second", "first");
    }

    @Test
    void whatWasReleasedIsKept() {
        try (Rollback rollback = new Rollback()) {
            rollback.push("first", () -> undone.add("first"));
            rollback.release();
            rollback.push("second", () -> undone.add("second"));
        }
        assertThat(undone).containsExactly("second");
    }

    @Test
    void closingTwiceUndoesOnce() {
        try (Rollback rollback = new Rollback()) {
            rollback.push("first", () -> undone.add("first"));
            rollback.close();
        }
        assertThat(undone).containsExactly("first");
    }

    @Test
    void aFailingUndoStopsNoOtherAndEachFailureIsKept() {
        IOException busy = new IOException("busy");
        IllegalStateException odd = new IllegalStateException("odd");
        Rollback rollback = new Rollback();
        rollback.push("remove /a", () -> {
            throw odd;
        });
        rollback.push("remove /b", () -> undone.add("b"));
        rollback.push("unmount /c", () -> {
            throw busy;
        });
        assertThatExceptionOfType(RollbackException.class)
                .isThrownBy(rollback::close)
                .withMessage("undo failed: unmount /c: busy; remove /a: odd")
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(busy, odd));
        assertThat(undone).containsExactly("b");
    }

    @Test
    void theFailureOfTheWorkStaysTheMainOne() {
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    try (Rollback rollback = new Rollback()) {
                        rollback.push("undo", () -> {
                            throw new IOException("busy");
                        });
                        throw new IllegalStateException("the work failed");
                    }
                })
                .withMessage("the work failed")
                .satisfies(e -> assertThat(e.getSuppressed()).hasExactlyElementsOfTypes(RollbackException.class));
    }
}
