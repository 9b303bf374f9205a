// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.Spawner.Identities;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.identity.Authority;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who this daemon is, and how it certifies the instances it spawns. */
final class NodeIdentity implements Identities {
    private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

    private final AuraedConfig config;
    private final TrustDomain trustDomain;
    private @Nullable Authority authority;

    NodeIdentity(AuraedConfig config) {
        this.config = config;
        this.trustDomain = SpiffeIds.trustDomain(config.trustDomain());
    }

    /** The files with which it serves and calls. */
    IdentityFiles files() {
        return new IdentityFiles(config.caCrt(), config.serverCrt(), config.serverKey());
    }

    /** Its SPIFFE id, as its certificate says it. */
    String spiffeId() {
        return Identity.load(files()).id().toString();
    }

    /** Certifies nobody, for a minute, so that the first instance need not wait for all that is loaded for it. */
    void warm(Path scratch) {
        Leaf nobody = Leaf.instance(trustDomain, config.host(), "nobody").validFor(Duration.ofMinutes(1));
        try {
            authority().issue(nobody, scratch, "nobody");
        } catch (IdentityException e) {
            LOG.warn("no instance can be certified, so none can be spawned until this is mended: {}", e.getMessage());
        } finally {
            ResourceDirectory.remove(scratch);
        }
    }

    /** The SPIFFE id of an instance of this node. */
    String instanceId(String instance) {
        return SpiffeIds.instance(trustDomain, config.host(), instance).toString();
    }

    @Override
    public void issue(String instance, Path directory) {
        authority().issue(Leaf.instance(trustDomain, config.host(), instance), directory, "node");
    }

    /** Loaded at the first use: a nested daemon, which has no authority's key, does without. */
    private synchronized Authority authority() {
        if (config.nested()) {
            throw new ConfigException(
                    "a nested daemon has no authority to certify instances of its own (expected: spawn them on the node itself)");
        }
        if (authority == null) {
            authority = Authority.load(config.caCrt(), config.caKey());
        }
        return authority;
    }
}
