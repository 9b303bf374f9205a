// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResourceNameTest {
    private static final String LONGEST_LABEL = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a/", "/a", "a//b", "..", "a/..", "a/../b", ".", "A", "a_b", "a.b", "-a", "a-", "a b", "ä",
                "a\n", "a\0", "~"
            })
    void whatIsNoNameIsRefusedWithItself(String path) {
        assertThatThrownBy(() -> new ResourceName(path))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("'" + path.replace("\n", "\\n").replace("\0", "\\u0000") + "'")
                .hasMessageContaining("expected: 1 to 63 of a-z, 0-9 and '-', no '-' at either end");
    }

    @Test
    void lengthAndDepthAreLimited() {
        String longest = String.join("/", LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL, "a".repeat(8));
        assertThat(new ResourceName(longest).path()).hasSize(ResourceName.MAX_LENGTH);
        assertThat(new ResourceName("a/b/c/d/e/f/g/h").labels()).hasSize(ResourceName.MAX_DEPTH);

        assertThatThrownBy(() -> new ResourceName(longest + "a"))
                .hasMessageContaining("has 201 characters (expected: at most 200)");
        assertThatThrownBy(() -> new ResourceName("a/b/c/d/e/f/g/h/i"))
                .hasMessageContaining("has 9 labels (expected: at most 8)");
        assertThatThrownBy(() -> new ResourceName("a".repeat(64))).hasMessageContaining("expected: 1 to 63");
    }

    @Test
    void aNameIsTakenApart() {
        ResourceName name = new ResourceName("web-0/app/0");

        assertThat(name.labels()).isEqualTo(List.of("web-0", "app", "0"));
        assertThat(name.first()).isEqualTo("web-0");
        assertThat(name.leaf()).isEqualTo("0");
        assertThat(name.parent()).isEqualTo(new ResourceName("web-0/app"));
        assertThat(name.fileName()).isEqualTo("web-0.app.0");
        assertThat(name).hasToString("web-0/app/0");
        assertThat(name.isTop()).isFalse();
        assertThat(name.parent().parent().isTop()).isTrue();
    }

    @Test
    void aNameIsWithinItselfAndWhatItLiesInButNotInItsNeighbour() {
        ResourceName web = new ResourceName("web");

        assertThat(web.isWithin(web)).isTrue();
        assertThat(new ResourceName("web/a/b").isWithin(web)).isTrue();
        assertThat(new ResourceName("web-0").isWithin(web)).isFalse();
        assertThat(web.isWithin(new ResourceName("web/a"))).isFalse();
    }

    @Test
    void theNameOfATopResourceHasNoSlash() {
        assertThat(ResourceName.top("web").path()).isEqualTo("web");
        assertThatThrownBy(() -> ResourceName.top("web/a")).hasMessage("name 'web/a' has a '/' (expected: one label)");
    }
}
