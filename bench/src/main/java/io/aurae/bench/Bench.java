// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: all targets in turns for the times, then each alone for the memory. */
final class Bench {
    private final Settings settings;
    private final Ground ground;
    private final EventLoopGroup loop;
    private final PrintStream out;
    private final Noise noise = new Noise();
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    Bench(Settings settings, Ground ground, EventLoopGroup loop, PrintStream out) {
        this.settings = settings;
        this.ground = ground;
        this.loop = loop;
        this.out = out;
    }

    /** Measures, prints the table and writes {@code bench.json}. */
    void run() throws IOException, InterruptedException {
        Instant begin = Instant.now();
        double loadBefore = Machine.load();
        ImageRegistry registry =
                ImageRegistry.start(settings.images(), ground, settings.output().resolve("images"));
        Results results = measure(subjects(registry));
        report(
                new Header(
                        begin, Machine.read(), versions, missing, settings, noise.spread(), loadBefore, Machine.load()),
                results);
    }

    private List<Subject> subjects(ImageRegistry registry) throws IOException, InterruptedException {
        List<Subject> subjects = new ArrayList<>();
        for (Target target : wanted()) {
            target.missing().ifPresent(why -> missing.put(target.name(), why));
            if (!missing.containsKey(target.name())) {
                Enclosure enclosure = Enclosure.prepare(ground, target.name(), subjects.size());
                subjects.add(new Subject(target, enclosure, registry, loop));
            }
        }
        return subjects;
    }

    private List<Target> wanted() throws InterruptedException {
        List<Target> targets = targets();
        settings.requireKnown(targets.stream().map(Target::name).toList());
        return targets.stream().filter(settings::wants).toList();
    }

    private List<Target> targets() throws InterruptedException {
        List<Target> targets = new ArrayList<>(List.of(new Aurae(Target.OURS, settings.home())));
        settings.before().ifPresent(home -> targets.add(new Aurae("before", home)));
        targets.addAll(Containerd.here(settings.containerd2()));
        return targets;
    }

    private Results measure(List<Subject> subjects) throws IOException, InterruptedException {
        Map<String, Samples> times = times(subjects);
        Map<String, MemoryUse> memory = new LinkedHashMap<>();
        Map<String, Own> own = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            out.println("memory: " + subject.target().name());
            try (IdlePods idle = IdlePods.raise(subject, settings)) {
                memory.put(subject.target().name(), idle.use());
                if (subject.target() instanceof Aurae aurae) {
                    own.put(aurae.name(), new OwnRun(aurae, subject).run(settings.restartPods()));
                }
            }
        }
        return new Results(times, memory, own);
    }

    private Map<String, Samples> times(List<Subject> subjects) throws IOException, InterruptedException {
        for (Subject subject : subjects) {
            out.println("starting " + subject.target().name());
            subject.start();
            subject.pullImages();
            versions.put(subject.target().name(), subject.version());
        }
        out.println("times: " + String.join(", ", versions.keySet()) + " in turns");
        Map<String, Samples> times = new LatencyRun(subjects, settings, noise).run();
        for (Subject subject : subjects) {
            subject.stop();
        }
        return times;
    }

    private void report(Header header, Results results) throws IOException {
        List<Figure> figures = Figures.of(results);
        out.println();
        out.print(header.text());
        out.println();
        out.print(Table.of(figures, List.copyOf(versions.keySet())));
        Path file = settings.output().resolve("bench.json");
        Files.writeString(file, JsonReport.of(header, figures, results.times()));
        out.println();
        out.println("written to " + file);
    }
}
