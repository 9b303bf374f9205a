// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong with a pod's network. */
public abstract sealed class NetworkException extends AuraeException {
    private NetworkException(FaultCode code, String message) {
        super(code, message);
    }

    private NetworkException(FaultCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /** A plugin said no, died, or did not answer in time. */
    static final class PluginFailed extends NetworkException {
        PluginFailed(String command, String plugin, String pod, String why) {
            super(
                    FaultCode.UNAVAILABLE,
                    "network of pod '" + pod + "': plugin '" + plugin + "' failed at " + command + ": " + why);
        }
    }

    /** A plugin could not tidy up after pods that are gone. */
    static final class CollectFailed extends NetworkException {
        CollectFailed(String plugin, String network, String why) {
            super(FaultCode.UNAVAILABLE, "network '" + network + "': plugin '" + plugin + "' failed at GC: " + why);
        }
    }

    /** A port of the host leads somewhere else. */
    static final class PortTaken extends NetworkException {
        PortTaken(String pod, PortMapping port, String by) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "pod '" + pod + "': host port '" + port.host() + "' is taken " + by + " (expected: a free port)");
        }
    }

    /** A plugin named in the configuration is nowhere to be found. */
    static final class PluginMissing extends NetworkException {
        PluginMissing(String plugin, Object directories) {
            super(
                    FaultCode.FAILED_PRECONDITION,
                    "network plugin '" + plugin + "' not found (expected: in one of " + directories + ")");
        }
    }

    /** The configuration file holds no list of plugins. */
    static final class BadConfiguration extends NetworkException {
        BadConfiguration(Object file, String why) {
            super(FaultCode.FAILED_PRECONDITION, "network configuration '" + file + "': " + why);
        }

        BadConfiguration(Object file, String why, Throwable cause) {
            super(FaultCode.FAILED_PRECONDITION, "network configuration '" + file + "': " + why, cause);
        }
    }

    /** A note of what is connected could not be read or removed. */
    static final class NoteFailed extends NetworkException {
        NoteFailed(Object file, Throwable cause) {
            super(FaultCode.INTERNAL, "note of a network '" + file + "': " + cause.getMessage(), cause);
        }
    }

    /** The namespace could not be made or removed. */
    static final class NamespaceFailed extends NetworkException {
        NamespaceFailed(Object file, String why, Throwable cause) {
            super(FaultCode.INTERNAL, "network namespace '" + file + "' " + why + ": " + cause.getMessage(), cause);
        }
    }
}
