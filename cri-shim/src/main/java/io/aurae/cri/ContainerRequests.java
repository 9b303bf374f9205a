// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ImageSpec;
import io.aurae.cri.v1.KeyValue;
import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.Signal;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.Device;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import java.util.ArrayList;
import java.util.List;

/** Turns what a caller asks of a container into a cell of the node, or says what cannot be had. */
final class ContainerRequests {
    /** What the node calls the process a container is for. */
    static final String MAIN = "main";

    private ContainerRequests() {}

    /** @throws CriException INVALID_ARGUMENT when the configuration names no container */
    static ContainerId id(SandboxId sandbox, ContainerConfig config) {
        if (config.getMetadata().getName().isEmpty()) {
            throw new CriException.Invalid("container name", "", "at least one character");
        }
        return ContainerId.of(sandbox, config.getMetadata());
    }

    /**
     * @param logDirectory the sandbox's; empty when the caller wants no log of its own
     * @throws CriException INVALID_ARGUMENT for a configuration that says nothing to run, FAILED_PRECONDITION for one this node cannot do
     */
    static Cell cell(ContainerId id, ContainerConfig config, Image image, String logDirectory) {
        refuseUnsupported(config);
        LinuxContainerConfig linux = config.getLinux();
        Cell.Builder cell = Cell.newBuilder()
                .setName(id.cell())
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(KeptConfig.annotate(resolved(config, image)))
                .setRoot(CellRoot.newBuilder()
                        .setImage(image.getId())
                        .setReadOnly(linux.getSecurityContext().getReadonlyRootfs()))
                .addAllMounts(Mounts.of(config.getMountsList()))
                .addAllDevices(config.getDevicesList().stream()
                        .map(ContainerRequests::device)
                        .toList())
                .setSecurity(Privileges.security(linux))
                .setMain(main(config, image.getConfig(), logDirectory));
        Limits.apply(linux.getResources(), cell);
        return cell.build();
    }

    private static Device device(io.aurae.cri.v1.Device asked) {
        return Device.newBuilder()
                .setSource(asked.getHostPath())
                .setTarget(asked.getContainerPath())
                .setAccess(asked.getPermissions())
                .build();
    }

    /** The configuration as it is kept: its image under the name that the node has for it. */
    private static ContainerConfig resolved(ContainerConfig config, Image image) {
        String reference = image.getDigestsCount() > 0 ? image.getDigests(0) : image.getId();
        ImageSpec.Builder spec = config.getImage().toBuilder().setImageRef(reference);
        spec.setImage(image.getTagsCount() > 0 ? image.getTags(0) : reference);
        return config.toBuilder().setImage(spec).build();
    }

    /** What is not asked for the node takes from the image: environment, directory, user and stop signal. */
    private static Executable main(ContainerConfig config, ImageConfig image, String logDirectory) {
        Executable.Builder main = Executable.newBuilder()
                .setName(MAIN)
                .addAllArgs(arguments(config, image))
                .setWorkingDirectory(config.getWorkingDir())
                .setUser(Privileges.user(config.getLinux().getSecurityContext()))
                .setTerminal(config.getTty())
                .setStdin(config.getStdin())
                .setStdinOnce(config.getStdinOnce())
                .setStopSignal(stopSignal(config.getStopSignal()));
        config.getEnvsList().forEach(variable -> main.addEnv(environment(variable)));
        if (!logDirectory.isEmpty() && !config.getLogPath().isEmpty()) {
            main.setLogPath(logDirectory + "/" + config.getLogPath());
        }
        return main.build();
    }

    /** A command of the caller's hides the image's entry point and command; arguments of the caller's hide the image's command. */
    private static List<String> arguments(ContainerConfig config, ImageConfig image) {
        boolean ownCommand = config.getCommandCount() > 0;
        List<String> arguments = new ArrayList<>(ownCommand ? config.getCommandList() : image.getEntrypointList());
        boolean imageArguments = !ownCommand && config.getArgsCount() == 0;
        arguments.addAll(imageArguments ? image.getCommandList() : config.getArgsList());
        if (arguments.isEmpty()) {
            String name = config.getMetadata().getName();
            throw new CriException.Invalid("command of container", name, "one in the request or in the image");
        }
        return arguments;
    }

    private static String environment(KeyValue variable) {
        return variable.getKey() + "=" + variable.getValue().toStringUtf8();
    }

    private static String stopSignal(Signal asked) {
        return switch (asked) {
            case SIGNAL_RUNTIME_DEFAULT -> "";
            case UNRECOGNIZED -> throw new CriException.Invalid("stop signal", asked, "a signal of the CRI");
            default -> signalName(asked);
        };
    }

    /** As signal(7) writes it: {@code SIGNAL_SIGRTMINPLUS1} is {@code SIGRTMIN+1}. */
    private static String signalName(Signal signal) {
        return signal.name().substring("SIGNAL_".length()).replace("PLUS", "+").replace("MINUS", "-");
    }

    private static void refuseUnsupported(ContainerConfig config) {
        if (config.getCDIDevicesCount() > 0) {
            throw new CriException.Unsupported("device", config.getCDIDevices(0).getName(), "none");
        }
    }
}
