// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

/** What is timed, in milliseconds. */
enum Measure {
    RUN_POD("RunPodSandbox"),
    CREATE_AND_START("Create+Start"),
    EXEC("ExecSync true"),
    LIST("ListContainers"),
    STATUS("ContainerStatus"),
    STATS("ListPodSandboxStats"),
    STOP("StopPodSandbox"),
    REMOVE("RemovePodSandbox"),
    STOP_AND_REMOVE("Stop+Remove"),
    BURST("pods at once, until all run"),
    PULL("PullImage, 200 MB of ten layers");

    private final String title;

    Measure(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
