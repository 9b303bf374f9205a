// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.events.Event;
import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnCertificateTest {
    private static final TrustDomain DOMAIN = TrustDomain.parse("nivenly.com");

    @TempDir
    Path directory;

    private Authority authority;
    private IdentityFiles files;
    private Events events;
    private OwnCertificate own;

    @BeforeEach
    void issue() {
        authority = Authority.create(directory, DOMAIN);
        files = authority.issue(Leaf.node(DOMAIN, "alice"), directory, "node");
        events = Events.open(directory.resolve("events"));
        own = new OwnCertificate(files, events);
    }

    private List<Event> told() {
        return events.select(event -> event.resource().equals(Resource.NODE));
    }

    @Test
    void aCertificateThatIsReplacedIsToldOnce() {
        own.look(Instant.now());
        own.look(Instant.now());
        assertThat(told()).isEmpty();

        authority.issue(Leaf.node(DOMAIN, "alice"), directory, "node");
        own.look(Instant.now());
        own.look(Instant.now());
        assertThat(told()).extracting(Event::kind).containsExactly(EventKind.RENEWED);
        assertThat(told().getFirst().cause()).startsWith("certificate valid until 2");
    }

    @Test
    void oneThatEndsSoonOrCannotBeReadIsToldOnceEach() throws IOException {
        Instant late = Instant.now().plus(Leaf.DEFAULT_VALIDITY).minus(Duration.ofDays(1));
        own.look(late);
        own.look(late);
        Files.writeString(files.certificate(), "nonsense");
        own.look(late);
        own.look(late);

        assertThat(told()).extracting(Event::kind).containsExactly(EventKind.FAILED, EventKind.FAILED);
        assertThat(told().getFirst().cause()).endsWith("and not renewed");
        assertThat(told().getLast().cause()).startsWith("certificate not renewed: ");
    }
}
