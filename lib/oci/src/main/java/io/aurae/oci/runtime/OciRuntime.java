// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.Linux;
import io.aurae.linux.ShortRun;
import io.aurae.oci.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes and controls processes with crun and conmon, on the host or in an instance. Every call ends within its deadline; whatever a
 * call that fails had begun is undone. Calls may come from any thread, those for one container one after the other.
 */
public final class OciRuntime {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final RuntimePrograms installed;
    private final RuntimePrograms programs;
    private final Linux linux;
    private final Duration deadline;
    private final SeccompFilters filters = new SeccompFilters();

    /** With 30 seconds for each call. */
    public OciRuntime(RuntimePrograms programs, Linux linux) {
        this(programs, linux, DEADLINE);
    }

    public OciRuntime(RuntimePrograms programs, Linux linux, Duration deadline) {
        this(programs, programs, linux, deadline);
    }

    private OciRuntime(RuntimePrograms installed, RuntimePrograms programs, Linux linux, Duration deadline) {
        this.installed = installed;
        this.programs = programs;
        this.linux = linux;
        this.deadline = deadline;
    }

    /** The same, with the same crun from another path, which is seen in instances too. */
    public OciRuntime startingCrunAt(Path crun) {
        RuntimePrograms moved = installed.withCrun(crun);
        return new OciRuntime(installed, moved, linux, deadline);
    }

    /** What it does its work with, where it is installed. */
    public RuntimePrograms programs() {
        return installed;
    }

    /**
     * Makes the container of this specification, whose file it writes into {@code bundle}, up to the point where only {@link #start} is
     * missing, and its monitor, which writes {@code stdio.log()} and one day the exit code into {@code place.exits()}. Repeating: refused while
     * the first one is there.
     *
     * @throws OciException InvalidProgram when the program cannot be executed; on any failure nothing is left behind but the file of the specification
     */
    public Created create(Place place, ContainerId id, RuntimeSpec wanted, Path bundle, Stdio stdio) {
        String action = "create '" + id + "'";
        RuntimeSpec spec = MappedRoot.in(bundle, filters.prepare(wanted));
        spec.writeTo(bundle);
        try (Rollback rollback = new Rollback()) {
            prepare(action, place, id);
            boolean hadLog = Files.exists(stdio.log());
            rollback.push(
                    "remove '" + id + "'",
                    () -> discard(place, id, bundle, hadLog ? Optional.empty() : Optional.of(stdio.log())));
            // Those that a kill left behind would be taken for the answer and for the exit code.
            Files.deleteIfExists(bundle.resolve(BundleFiles.PID));
            Files.deleteIfExists(place.exits().resolve(id.value()));
            List<String> command = entrance(place, spec, bundle)
                    .commandUntilAnswer(ConmonCommand.create(new OwnNull(programs, spec), place, id, bundle, stdio));
            Failpoint.reach("runtime.create.monitor");
            ShortRun.Result result = new Child(linux, action, deadline)
                    .run(ConmonCommand.untilAnswer(command, bundle), () -> killMonitor(bundle));
            Failpoint.reach("runtime.create.answer");
            Created created = created(action, result.output(), spec);
            filters.learn(spec, place.runtimeRoot().resolve(id.value()));
            rollback.release();
            return created;
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        }
    }

    private static Created created(String action, String output, RuntimeSpec spec) {
        Optional<ConmonCommand.Answer> answer = ConmonCommand.parse(output);
        if (answer.isPresent() && answer.get().data() > 0) {
            return new Created(answer.get().data());
        }
        String said = answer.flatMap(a -> Optional.ofNullable(a.message())).orElse(output);
        throw Complaint.of(action, said, spec.process().args().getFirst());
    }

    /**
     * Lets the created process run its program. Repeating: refused. One that was killed since it was created is left to its monitor, which
     * tells how it ended.
     *
     * @throws OciException NotRunning when it is not there; a failure leaves it as it was
     */
    public void start(Place place, ContainerId id) {
        String action = "start '" + id + "'";
        Failpoint.reach("runtime.start.run");
        try {
            if (!StartGate.of(place, id).open()) {
                // Its words for why there is nothing to start, or another runtime's own way.
                require(action, new Child(linux, action, deadline).run(crun(place, "start", id.value())));
            }
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        }
    }

    /**
     * Makes a container and lets it run at once, without a monitor: what it writes goes to {@code log}, its exit code to nobody. For
     * first processes of instances. Answers its pid as the place sees it.
     *
     * @throws OciException InvalidProgram when the program cannot be executed; on any failure nothing is left behind but the log
     */
    public long runDetached(Place place, ContainerId id, Path bundle, Path log) {
        String action = "run '" + id + "'";
        RuntimeSpec spec = RuntimeSpec.read(bundle);
        Path complaint = bundle.resolve(BundleFiles.CRUN_LOG);
        Path pid = bundle.resolve(BundleFiles.PID);
        try (Rollback rollback = new Rollback()) {
            prepare(action, place, id);
            rollback.push("remove '" + id + "'", () -> discard(place, id, bundle, Optional.empty()));
            List<String> words = new ArrayList<>(List.of(
                    programs.crun().toString(), "--root", place.runtimeRoot().toString()));
            words.addAll(List.of("--log", complaint.toString(), "run", "--detach"));
            words.addAll(List.of("--pid-file", pid.toString(), "--bundle", bundle.toString(), id.value()));
            Failpoint.reach("runtime.detach.run");
            ShortRun.Result result = new Child(linux, action, deadline)
                    .runInto(entrance(place, spec, bundle).command(words), log);
            if (!result.succeeded()) {
                throw Complaint.of(
                        action, textOf(complaint), spec.process().args().getFirst());
            }
            Files.deleteIfExists(complaint);
            Failpoint.reach("runtime.detach.pid");
            long number = Long.parseLong(Files.readString(pid).strip());
            rollback.release();
            return number;
        } catch (IOException | NumberFormatException e) {
            throw new OciException.Failed(action, e);
        }
    }

    /**
     * Ends everything in the container and removes it, its control group and what conmon left in the bundle; log and exit code
     * stay. When its instance has ended it is as {@link #forget}. Repeating: does nothing.
     */
    public void delete(Place place, ContainerId id, Path bundle) {
        String action = "delete '" + id + "'";
        Path state = place.runtimeRoot().resolve(id.value());
        if (!place.isGone() && Files.exists(state)) {
            Failpoint.reach("runtime.delete.run");
            ShortRun.Result result =
                    new Child(linux, action, deadline).run(crun(place, "delete", "--force", id.value()));
            // Another delete at the same time may have been the first to finish.
            if (!result.succeeded() && !place.isGone() && Files.exists(state)) {
                throw Complaint.of(action, result.output(), "?");
            }
        }
        forget(place, id, bundle);
    }

    /**
     * Undoes a {@link #create}, started or not: as {@link #delete}, but first ends the monitor, so that no exit code of it appears any more.
     * Repeating: does nothing.
     */
    public void undo(Place place, ContainerId id, Path bundle) {
        try {
            discard(place, id, bundle, Optional.empty());
        } catch (IOException e) {
            throw new OciException.Failed("undo '" + id + "'", e);
        }
    }

    /**
     * Removes what is left on disk of a container whose instance has ended, and so everything in it; starts no program, because the pids in
     * the runtime's state mean other processes here. Log and exit code stay. Repeating: does nothing.
     */
    public void forget(Place place, ContainerId id, Path bundle) {
        try {
            Failpoint.reach("runtime.forget.files");
            BundleFiles.removeTree(place.runtimeRoot().resolve(id.value()));
            Files.deleteIfExists(place.link(id));
            BundleFiles.remove(bundle);
        } catch (IOException e) {
            throw new OciException.Failed("forget '" + id + "'", e);
        }
    }

    /**
     * Runs one more process beside the first one of a container, for as long as the session lives.
     *
     * @throws OciException NotRunning when the container does not run; nothing is left behind
     */
    public ExecSession exec(Place place, ContainerId id, Path bundle, ExecProcess process) {
        return ExecSession.open(programs, linux, new ExecTarget(place, id, bundle, deadline), process);
    }

    /** Ends what sessions of an earlier life of this program still run in the container of {@code bundle}. Repeating: does nothing. */
    public void endLostExecs(Path bundle) {
        try {
            for (Path file : BundleFiles.execs(bundle)) {
                BundleFiles.processesNaming(file).forEach(Child::killTree);
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new OciException.Failed("end lost processes of " + bundle, e);
        }
    }

    /** Connects to the standard streams of a running container. @throws OciException NotRunning when its monitor does not listen */
    public AttachSession attach(Place place, ContainerId id, Path bundle) {
        return AttachSession.open(linux, place, id, bundle);
    }

    /** What brings a process that is to be made into its place, and where it needs them, to mounts of its own. */
    private Entrance entrance(Place place, RuntimeSpec spec, Path bundle) {
        return new Entrance(programs, place, bundle, spec.mountsWhereItRuns());
    }

    private List<String> crun(Place place, String... words) {
        List<String> program = new ArrayList<>(List.of(
                programs.crun().toString(), "--root", place.runtimeRoot().toString()));
        program.addAll(List.of(words));
        return Entrance.of(programs, place).command(program);
    }

    private static void prepare(String action, Place place, ContainerId id) {
        if (Files.exists(place.runtimeRoot().resolve(id.value()))) {
            throw new OciException.AlreadyThere(action);
        }
        try {
            place.prepare();
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        }
    }

    private static void require(String action, ShortRun.Result result) {
        if (!result.succeeded()) {
            throw Complaint.of(action, result.output(), "?");
        }
    }

    private void discard(Place place, ContainerId id, Path bundle, Optional<Path> log) throws IOException {
        killMonitor(bundle);
        delete(place, id, bundle);
        Files.deleteIfExists(place.exits().resolve(id.value()));
        if (log.isPresent()) {
            Files.deleteIfExists(log.get());
        }
    }

    private static void killMonitor(Path bundle) {
        BundleFiles.processesNaming(bundle).forEach(Child::killTree);
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
