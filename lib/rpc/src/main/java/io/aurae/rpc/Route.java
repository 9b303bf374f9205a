// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Channel;
import java.util.Optional;

/** Decides which calls are for a nested instance. Asked once for each call with a resource path; must not block for long. */
@FunctionalInterface
public interface Route {
    /**
     * Where the call goes; empty when it is served here.
     *
     * @param method the full name, such as {@code aurae.cells.v0.CellService/Start}
     * @param resourcePath the first resource path of the call's first request, not empty
     */
    Optional<Target> target(String method, String resourcePath);

    /**
     * The server of a nested instance.
     *
     * @param channel a channel to it, which the route keeps and closes
     * @param prefix the leading labels of the resource path, such as {@code web-0}, that are taken off on the way down and put back on
     *     the way up
     */
    record Target(Channel channel, String prefix) {}
}
