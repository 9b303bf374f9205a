// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the identity that the source has at the moment of the handshake. A handshake asks for key and certificate one after the other
 * by an alias, so each identity gets an alias of its own and the last few are kept.
 */
final class OwnKey extends X509ExtendedKeyManager {
    private static final int KEPT = 4;

    private final IdentitySource source;
    private final Map<String, Identity> kept = new LinkedHashMap<>();

    OwnKey(IdentitySource source) {
        this.source = source;
    }

    @Override
    public String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias();
    }

    @Override
    public String chooseEngineServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias();
    }

    @Override
    public String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias();
    }

    @Override
    public String chooseServerAlias(@Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias();
    }

    @Override
    public String[] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return new String[] {alias()};
    }

    @Override
    public String[] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return new String[] {alias()};
    }

    @Override
    public synchronized X509Certificate @Nullable [] getCertificateChain(String alias) {
        @Nullable Identity identity = kept.get(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public synchronized @Nullable PrivateKey getPrivateKey(String alias) {
        @Nullable Identity identity = kept.get(alias);
        return identity == null ? null : identity.key();
    }

    private synchronized String alias() {
        Identity identity = source.current();
        String alias = identity.certificate().getSerialNumber().toString(Character.MAX_RADIX);
        kept.putIfAbsent(alias, identity);
        if (kept.size() > KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return alias;
    }
}
