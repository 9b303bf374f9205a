// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.executables.Prepared;
import io.aurae.auraed.executables.Surroundings;
import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.HostProcess;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The node's own cell, which has no name and no limits: where executables run that are started without a cell. */
public final class RootCell implements Surroundings {
    private final Workshop workshop;
    private final NodeHome home;
    private final Lock starting = new ReentrantReadWriteLock().readLock();

    private RootCell(Workshop workshop, NodeHome home) {
        this.workshop = workshop;
        this.home = home;
    }

    /** Its executables, kept below {@code directory}. */
    public static Executables open(Workshop workshop, NodeHome home, Path directory) {
        return new Executables(workshop.engine(), new RootCell(workshop, home), directory);
    }

    @Override
    public String cell() {
        return "";
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Lock starting() {
        return starting;
    }

    @Override
    public boolean isFrozen() {
        return false;
    }

    @Override
    public Place place() {
        return home.place();
    }

    @Override
    public boolean isNetworkIsolated() {
        return false;
    }

    @Override
    public Optional<String> address() {
        return home.address();
    }

    @Override
    public CgroupPath cgroup(ExecutableName name) {
        return home.cgroupRoot().child("_" + name);
    }

    @Override
    public Prepared prepare(ExecutableSpec asked) {
        return Choices.onNode(cell(), asked)
                .prepared(
                        process -> new HostProcess(process, cgroup(asked.name()).path(), false, Optional.empty())
                                .toRuntimeSpec(workshop.rights()));
    }
}
