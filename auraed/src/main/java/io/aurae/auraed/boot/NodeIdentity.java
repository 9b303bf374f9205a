// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.Spawner.Identities;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who this daemon is, and how it certifies the instances it spawns. */
final class NodeIdentity implements Identities {
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

    /** Its SPIFFE id; of a nested daemon, which knows its own name only, the one its parent gave it is in its certificate. */
    String spiffeId() {
        return SpiffeIds.node(trustDomain, config.host()).toString();
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
