// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.proto.events.v0.ResourceType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventMessagesTest {
    @Test
    void everyKindOfEventAndOfResourceHasItsNameOnTheWire() {
        assertThat(Arrays.stream(EventKind.values()).map(kind -> "EVENT_KIND_" + kind))
                .isSubsetOf(names(io.aurae.proto.events.v0.EventKind.values()));
        assertThat(Arrays.stream(Resource.Type.values()).map(type -> "RESOURCE_TYPE_" + type))
                .isSubsetOf(names(ResourceType.values()));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
